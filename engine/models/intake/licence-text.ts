import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the text of the Apache licence, version 2.0, which is also Graft's, below the copyright line of a third-party work. */
export function apacheLicence(copyright: string): string {
  return `${copyright}\n\n${readFileSync(join(import.meta.dirname, '..', '..', '..', 'LICENSE'), 'utf8').replace(/^\n+/, '')}`;
}
