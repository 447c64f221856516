/**
 * `npm run bench [name ...]`: the benchmarks of test/bench, all of them where no name is given, and all their findings at the end.
 * A name also stands for those that begin with it and a hyphen: `transfer` for `transfer-quick` too.
 * `-- --list` lists the names; `-- --write` puts the findings of a run of all of them into docs/BENCHMARKS.md.
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
const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length)).sort();
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
  process.env.GRAFT_BENCH_REPORT = path.join(scratch, 'findings.md');
  writeFileSync(process.env.GRAFT_BENCH_REPORT, '');
  try {
    for (const name of wanted.length > 0 ? new Set(wanted.flatMap(meant)) : names) {
      console.log(`\n# ${name}`);
      const code = await runInFront(pinnedNode(), [path.join(folder, `${name}${suffix}`)]);
      if (code !== 0) process.exitCode = 1;
    }
    const findings = `${machine()}\n${readFileSync(process.env.GRAFT_BENCH_REPORT, 'utf8')}`;
    console.log(`\n# All findings\n\n${findings}`);
    if (process.argv.includes('--write') && wanted.length === 0) write(findings);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The machine in words, without its name. */
function machine() {
  const cores = os.cpus();
  return `${cores.length} cores (${cores[0]?.model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GB of memory, ${os.type()}, ${new Date().toISOString().slice(0, 10)}. `
    + `The load by other work was ${os.loadavg()[2]?.toFixed(1)} in the last quarter of an hour, the benches' own included.`;
}

/** Replaces what stands behind the heading of the results. @param {string} findings */
function write(findings) {
  const page = path.join(root, 'docs', 'BENCHMARKS.md');
  const heading = '## Results\n';
  const before = readFileSync(page, 'utf8').split(heading, 1)[0];
  writeFileSync(page, `${before}${heading}\n${findings}`);
}
