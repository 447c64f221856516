/**
 * `npm run bench [name ...]`: runs the benchmarks of test/bench, all of them if no name is given, and prints all results at the end.
 * A name also selects those that start with it and a hyphen: `transfer` includes `transfer-quick`.
 * `-- --list` lists the names; `-- --write` writes the new results to docs/BENCHMARKS.md in place of older ones.
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { runInFront } from './set-up/run-in-front.mjs';
import { setUp } from './set-up/run.mjs';

const folder = path.join(root, 'test', 'bench');
const suffix = '.bench.ts';
const names = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((name) => name.endsWith(suffix))
  .map((name) => name.slice(0, -suffix.length))
  .sort();
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
/** @param {string} name */
const meant = (name) => names.filter((one) => one === name || one.startsWith(`${name}-`));
const unknown = wanted.filter((name) => meant(name).length === 0);

if (process.argv.includes('--list')) {
  console.log(names.join('\n'));
} else if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(', ')}. There are: ${names.join(', ') || 'none'}.`);
  process.exitCode = 1;
} else {
  await orExplain(() => setUp({ say: (line) => console.error(`set-up: ${line}`) }));
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'graft-bench-report-'));
  /** @type {Map<string, string>} */
  const findings = new Map();
  try {
    for (const name of wanted.length > 0 ? new Set(wanted.flatMap(meant)) : names) {
      console.log(`\n# ${name}`);
      const file = path.join(scratch, `${name}.md`);
      writeFileSync(file, '');
      process.env.GRAFT_BENCH_REPORT = file;
      const code = await runInFront(pinnedNode(), [path.join(folder, `${name}${suffix}`)]);
      if (code !== 0) process.exitCode = 1;
      const found = readFileSync(file, 'utf8').trim();
      if (found !== '') findings.set(name, `${machine()}\n\n${found}`);
    }
    console.log(`\n# All findings\n\n${[...findings.values()].join('\n\n')}`);
    if (process.argv.includes('--write')) write(findings);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Describes the machine without its name. */
function machine() {
  const cores = os.cpus();
  return (
    `${cores.length} cores (${cores[0]?.model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GB of memory, ${os.type()}, ${new Date().toISOString().slice(0, 10)}. `
    + `The load by other work was ${os.loadavg()[2]?.toFixed(1)} in the last quarter of an hour, the benches' own included.`
  );
}

/** Inserts results below the results heading, each under a marker with its name; other results stay. @param {Map<string, string>} found */
function write(found) {
  const page = path.join(root, 'docs', 'BENCHMARKS.md');
  const heading = '## Results\n';
  const [before = '', after = ''] = readFileSync(page, 'utf8').split(heading);
  const blocks = after.split(/^<!-- bench: (.*) -->$/m).slice(1);
  const kept = new Map(blocks.flatMap((block, at) => (at % 2 === 0 ? [[block, (blocks[at + 1] ?? '').trim()]] : [])));
  const all = new Map([...kept, ...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  const results = [...all].map(([name, text]) => `<!-- bench: ${name} -->\n${text}\n`);
  writeFileSync(page, `${before}${heading}\n${results.join('\n')}`);
}
