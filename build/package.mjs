/**
 * `npm run package -- [linux|win|mac] [--arch x64|arm64] [--dir] [--only deb,rpm] [--electron <folder>] [--tensorflow <folder>]`: runs set-up,
 * then makes the packages for a system, by default this one, on the pinned Node. See docs/PACKAGING.md.
 */
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { targetOf } from './package/targets.mjs';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { runInFront } from './set-up/run-in-front.mjs';
import { setUp } from './set-up/run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    arch: { type: 'string' },
    dir: { type: 'boolean' },
    only: { type: 'string' },
    electron: { type: 'string' },
    tensorflow: { type: 'string' },
  },
});
const say = (/** @type {string} */ line) => console.log(line);

await orExplain(async () => {
  const target = targetOf(positionals[0], values.arch);
  await setUp({ say: (line) => say(`set-up: ${line}`) });
  const options = { dir: values.dir, only: values.only?.split(','), electron: values.electron, tensorflow: values.tensorflow };
  const work = `
    const { makePackages } = await import(${JSON.stringify(pathToFileURL(path.join(root, 'build', 'package', 'make.mjs')).href)});
    const { orExplain } = await import(${JSON.stringify(pathToFileURL(path.join(root, 'build', 'set-up', 'explain.mjs')).href)});
    await orExplain(() => makePackages(${JSON.stringify(target)}, { ...${JSON.stringify(options)}, say: console.log }));`;
  process.exitCode = await runInFront(pinnedNode(), ['--input-type=module', '--eval', work], { cwd: root });
});
