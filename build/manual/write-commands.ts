/** Writes the table of commands to docs/CLI.md, between its markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCommands } from './command-table.ts';

const manual = join(import.meta.dirname, '..', '..', 'docs', 'CLI.md');
writeFileSync(manual, withCommands(readFileSync(manual, 'utf8')));
