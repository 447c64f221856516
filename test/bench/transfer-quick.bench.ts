/**
 * How long the quick transfer report takes on 500 photographs of flowers: `graft compare --quick` as a user calls it, features not yet
 * cached. The processor time of all its processes is given too: with other work on the machine, the time by the clock says little.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ReportSummary } from '../../engine/contract/index.ts';
import { report, skip, type Finding } from '../support/bench.ts';
import { graftEntry, ownFolders } from '../support/served-studio.ts';
import { fewOfEachClass, sharedPath } from '../support/shared.ts';

const title = 'Quick transfer report on 500 images (flowers, 100 of each class)';
const limitSeconds = 120;
/** The one that the program takes where none is chosen, and one of the pool. */
const sources = ['starter', 'mobilenet_v2_035_224_imagenet'];
const run = promisify(execFile);

async function measure(models: string, flowers: string): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-quick-'));
  const graft = async (...words: string[]): Promise<string> =>
    (await run(process.execPath, [graftEntry, ...words, '--json'], { env: { ...process.env, ...ownFolders(folder), GRAFT_MODELS: models }, maxBuffer: 2 ** 26 })).stdout;
  try {
    const images = await fewOfEachClass(flowers, join(folder, 'flowers'), 100);
    console.log(`${images} images`);
    const project = join(folder, 'flowers.graft');
    await graft('new', project);
    await graft('import', project, join(folder, 'flowers'));
    const findings: Finding[] = [];
    for (const source of sources) {
      const [begunMs, before] = [performance.now(), childSeconds()];
      const summary = JSON.parse(await graft('compare', project, '--quick', '--source', source)) as ReportSummary;
      const seconds = (performance.now() - begunMs) / 1000;
      const after = childSeconds();
      const used = before === null || after === null ? '' : `; ${(after - before).toFixed(0)} s of processor time`;
      const passes = summary.arms.find(({ arm }) => arm === 'scratch')?.points[0]?.imagePasses ?? 0;
      findings.push({
        what: `${source}: from the command to its answer`, target: `under ${limitSeconds} s on two cores`, isMet: seconds < limitSeconds,
        measured: `${seconds.toFixed(0)} s${used}; ${summary.trainImages} images to learn from, ${summary.testImages} to test on, ${passes} pictures for each network from scratch; transfer ${summary.verdict?.overall.answer ?? 'unfinished'}`,
      });
      console.log(findings.at(-1)!.measured);
    }
    return findings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Processor seconds of ended child processes and of theirs; null on systems that do not tell. In Linux a tick is a hundredth. */
function childSeconds(): number | null {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return null;
  }
}

const [models, flowers] = [sharedPath('models'), sharedPath('data', 'flowers')];
if (models === null || flowers === null) skip(title, '../shared/models or ../shared/data is missing');
else report(title, await measure(models, flowers));
