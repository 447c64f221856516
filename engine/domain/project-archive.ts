import type { ContentHash } from './ids.ts';

/** A whole project in one file: a zip of the database, the models of its runs, this description, and its images if wanted. */
export interface ArchiveDescription {
  readonly format: 'graft-project';
  readonly version: 1;
  readonly name: string;
}

export const archiveEnding = '.graft.zip';
/** Browsers and mail programs may have changed the name. */
export const isArchiveName = (name: string): boolean => name.toLowerCase().endsWith('.zip');
export const descriptionName = 'graft-project.json';
export const databaseName = 'project.db';
const runPattern = /^runs\/\d{1,9}\/[\w.+-]{1,120}(?:\/[\w.+-]{1,120}){0,3}$/;
const imagePattern = /^images\/([0-9a-f]{2})\/(([0-9a-f]{64})(?:\.[a-z0-9]{1,5})?)$/;

/** The name under which a content is stored: as copies are named in a project's folder of images. */
export const imagePartName = (hash: ContentHash, ending: string): string =>
  `images/${hash.slice(0, 2)}/${hash}${/^\.[a-z0-9]{1,5}$/.test(ending) ? ending : ''}`;

/** What a part of an archive is, by its name; null for a name that no archive contains. */
export function archivePart(name: string): 'description' | 'database' | 'run' | { readonly content: ContentHash } | null {
  if (name === descriptionName) return 'description';
  if (name === databaseName) return 'database';
  if (runPattern.test(name) && !name.split('/').some((part) => /^\.+$/.test(part))) return 'run';
  const [, folder, , hash] = imagePattern.exec(name) ?? [];
  return hash !== undefined && hash.startsWith(folder ?? '?') ? { content: hash as ContentHash } : null;
}
