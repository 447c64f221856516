/** The layer check: import rules, no cycles, no barrels, and no texts that tie the sources to one machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './set-up/places.mjs';
import { checkLayers } from './layers/check.mjs';
import { checkName, checkSettings, checkText } from './layers/text.mjs';

const SOURCE = /\.(ts|mjs|js|svelte)$/;
const LARGEST_TEXT_BYTES = 2_000_000;
const skipped = /^(node_modules|dist|test\/fixtures)\//;

// Tracked files and new ones that git does not ignore: a problem counts before it is committed.
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
const files = [...new Set(listed.split('\0'))].filter((file) => file && !skipped.test(file) && existsSync(path.join(root, file)));

/** @type {Map<string, string>} */
const sources = new Map();
const wrong = [];
for (const file of files) {
  wrong.push(...checkName(file));
  if (statSync(path.join(root, file)).size > LARGEST_TEXT_BYTES) continue;
  const bytes = readFileSync(path.join(root, file));
  if (bytes.includes(0)) continue;
  const text = bytes.toString('utf8');
  if (SOURCE.test(file)) sources.set(file, text);
  wrong.push(...checkText(file, text), ...checkSettings(file, text));
}
wrong.push(...checkLayers(sources));

for (const line of wrong) console.log(line);
console.log(wrong.length === 0 ? `${sources.size} source files keep to their layers` : `${wrong.length} breaches of the layers`);
process.exitCode = wrong.length === 0 ? 0 : 1;
