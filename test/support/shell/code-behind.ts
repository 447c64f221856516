import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readSource, resolveImport } from '../../../build/layers/imports.mjs';

/**
 * Returns the code behind some files, including these, with hashes: all that they import except types, transitively. Paths are relative to
 * `root`, with forward slashes; packages are left out, and files started by path must be listed.
 */
export function codeBehind(root: string, entries: readonly string[]): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const wanted = [...entries];
  for (let file = wanted.pop(); file !== undefined; file = wanted.pop()) {
    if (found.has(file)) continue;
    const text = readFileSync(join(root, file), 'utf8');
    found.set(file, createHash('sha256').update(text).digest('hex'));
    if (!scripts.includes(posix.extname(file))) continue;
    for (const { name, typesOnly } of readSource(file, text).imports) {
      const target = resolveImport(file, name);
      if (!typesOnly && target.kind === 'file') wanted.push(target.name);
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
const scripts = ['.ts', '.mjs'];
