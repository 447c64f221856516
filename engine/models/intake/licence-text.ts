import { readFileSync } from 'node:fs';
import { licenceFile } from '../../program/own-files.ts';

/** Returns the text of the Apache licence, version 2.0, which is also Graft's, below the copyright line of a third-party work. */
export function apacheLicence(copyright: string): string {
  return `${copyright}\n\n${readFileSync(licenceFile, 'utf8').replace(/^\n+/, '')}`;
}
