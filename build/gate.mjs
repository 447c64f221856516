/**
 * `npm run gate [id ...]`: the measures of safety of test/gate in full, or those named, some two hours in all; `npm test` runs each with small
 * counts. `-- --write` puts the table with its date into docs/RELIABILITY.md. Exit code 1 where one found something or missed its planted fault.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { setUp } from './set-up/run.mjs';

const page = path.join(root, 'docs', 'RELIABILITY.md');
const [begin, end] = ['<!-- gate: begin -->\n', '<!-- gate: end -->'];
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));

await orExplain(() => setUp({ bundles: false, say: (line) => console.error(`set-up: ${line}`) }));
const child = spawn(pinnedNode(), [path.join(root, 'test', 'gate', 'full.ts'), ...wanted], { stdio: ['ignore', 'pipe', 'inherit'] });
let table = '';
child.stdout.setEncoding('utf8').on('data', (text) => { table += text; });
await once(child, 'close');
console.log(table);
process.exitCode = child.exitCode ?? 1;
if (process.argv.includes('--write') && table !== '') {
  const [before = '', rest = ''] = readFileSync(page, 'utf8').split(begin);
  const machine = `${os.cpus().length} cores, ${os.type()}, ${new Date().toISOString().slice(0, 10)}.`;
  writeFileSync(page, `${before}${begin}${machine}\n\n${table}${end}${rest.split(end)[1] ?? ''}`);
}
