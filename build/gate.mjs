/**
 * `npm run gate [id ...]`: runs the safety measurements of test/gate in full, or those named; about two hours in all. `npm test` runs each
 * with small counts. `-- --write` puts each line with its date into the table of docs/RELIABILITY.md as soon as it is measured. Exit code 1
 * if one found a problem or missed its injected fault.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { setUp } from './set-up/run.mjs';

const page = path.join(root, 'docs', 'RELIABILITY.md');
const [begin, end] = ['<!-- gate: begin -->\n', '<!-- gate: end -->'];
/** Kinds of measurements, in table order: disk, external input, long runs, training. */
const kinds = 'RBLT';
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));

await orExplain(() => setUp({ bundles: false, say: (line) => console.error(`set-up: ${line}`) }));
const child = spawn(pinnedNode(), [path.join(root, 'test', 'gate', 'full.ts'), ...wanted], { stdio: ['ignore', 'pipe', 'inherit'] });
const written = process.argv.includes('--write');
for await (const line of createInterface({ input: child.stdout })) {
  console.log(line);
  // At once, so that results survive if the run is stopped.
  if (written) writeFileSync(page, withLine(readFileSync(page, 'utf8'), line));
}
process.exitCode = child.exitCode ?? (await once(child, 'close'))[0] ?? 1;

/**
 * Returns the page with a line of the table in place of the earlier one of the same measurement.
 * @param {string} text @param {string} line
 */
function withLine(text, line) {
  const [before = '', rest = ''] = text.split(begin);
  const [table = '', after = ''] = rest.split(end);
  const idOf = (/** @type {string} */ of) => of.split('|')[1]?.trim() ?? '';
  const place = (/** @type {string} */ of) => kinds.indexOf(idOf(of).charAt(0)) * 100 + Number(idOf(of).slice(1));
  const others = table.split('\n').filter((one) => /^\| [A-Z]\d/.test(one) && idOf(one) !== idOf(line));
  const lines = [...others, line].sort((a, b) => place(a) - place(b));
  const machine = `On ${os.cpus().length} cores, ${os.type()}.`;
  return `${before}${begin}${[machine, '', '| | what | tried | wrong | planted fault | on |', '|---|---|---|---|---|---|', ...lines, ''].join('\n')}${end}${after}`;
}
