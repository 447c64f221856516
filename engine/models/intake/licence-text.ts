import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of the Apache licence, version 2.0, which is also that of Graft, below the copyright line of somebody's work. */
export function apacheLicence(copyright: string): string {
  return `${copyright}\n\n${readFileSync(join(import.meta.dirname, '..', '..', '..', 'LICENSE'), 'utf8').replace(/^\n+/, '')}`;
}
