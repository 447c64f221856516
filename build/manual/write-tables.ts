/** Writes the tables that are derived from the program to the docs, between their markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedParts, withTable, type GeneratedPart } from './generated-parts.ts';

const root = join(import.meta.dirname, '..', '..');
for (const [part, { file }] of Object.entries(generatedParts)) {
  const path = join(root, file);
  writeFileSync(path, withTable(part as GeneratedPart, readFileSync(path, 'utf8')));
}
