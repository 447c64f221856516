import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A copy that Graft made by itself, or what a restored one took the place of, as it was found. */
export type BackupKind = 'backup' | 'replaced';
export interface NamedBackup { readonly file: string; readonly path: string; readonly kind: BackupKind; readonly at: number }

const prefixes: Readonly<Record<BackupKind, string>> = { backup: 'project', replaced: 'replaced' };
const namePattern = /^(project|replaced)-(\d{4})-(\d{2})-(\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z\.db$/;

/** By name, newest first. */
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

export const backupName = (kind: BackupKind, at: number): string => `${prefixes[kind]}-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}.db`;

/** Of the regular files in the folder; none where the folder itself is a link, for whatever lies behind it is not ours to thin out. */
export function regularNames(folder: string): string[] {
  try {
    if (!lstatSync(folder).isDirectory()) return [];
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch {
    return [];
  }
}
