/** `npm run bench [name ...]`: the benchmarks of test/bench, all of them where no name is given; `-- --list` lists the names. */
import { existsSync, readdirSync } from 'node:fs';
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
const unknown = wanted.filter((name) => !names.includes(name));

if (process.argv.includes('--list')) {
  console.log(names.join('\n'));
} else if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(', ')}. There are: ${names.join(', ') || 'none'}.`);
  process.exitCode = 1;
} else {
  await orExplain(() => setUp({ say: (line) => console.error(`set-up: ${line}`) }));
  for (const name of wanted.length > 0 ? wanted : names) {
    console.log(`\n# ${name}`);
    const code = await runInFront(pinnedNode(), ['--expose-gc', path.join(folder, `${name}${suffix}`)]);
    if (code !== 0) process.exitCode = 1;
  }
}
