import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `backup`: made automatically; `replaced`: a database that a restored backup replaced, exactly as it was. */
export type BackupKind = 'backup' | 'replaced';
export interface NamedBackup {
  readonly file: string;
  readonly path: string;
  readonly kind: BackupKind;
  readonly at: number;
}

const prefixes: Readonly<Record<BackupKind, string>> = { backup: 'project', replaced: 'replaced' };
const namePattern = /^(project|replaced)-(\d{4})-(\d{2})-(\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z\.db$/;

/** Backups recognised by name, newest first. */
export function backupsIn(folder: string): NamedBackup[] {
  const found = regularNames(folder).flatMap((file): NamedBackup[] => {
    const [, prefix, ...parts] = namePattern.exec(file) ?? [];
    if (prefix === undefined) return [];
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0] = parts.map(Number);
    const kind = prefix === prefixes.backup ? 'backup' : 'replaced';
    return [{ file, path: join(folder, file), kind, at: Date.UTC(year, month - 1, day, hour, minute, second, millisecond) }];
  });
  return found.toSorted((a, b) => b.at - a.at);
}

export const backupName = (kind: BackupKind, at: number): string =>
  `${prefixes[kind]}-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}.db`;

/** Names of the regular files in a folder; none if the folder itself is a link, because Graft must not remove files behind it. */
export function regularNames(folder: string): string[] {
  try {
    if (!lstatSync(folder).isDirectory()) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
