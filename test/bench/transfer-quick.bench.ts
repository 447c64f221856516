/**
 * How long a transfer report takes, and whether its estimate was right: the quick one on 500 photographs of flowers with two source models,
 * without cached features. GRAFT_BENCH_LONG=1 adds full reports on flowers and on cell crops, of which only the time is judged: some hours.
 * The CPU time of all its processes is reported, too: with other load on the machine, wall-clock time says little.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report, skip, type Finding } from '../support/benches/bench.ts';
import { ServedStudio } from '../support/served-studio.ts';
import { fewOfEachClass, sharedPath } from '../support/shared.ts';
import { wellEnded } from '../support/benches/transfer-set.ts';

const title = 'Time of transfer reports';
const limitSeconds = 180;
/** The allowed error factor of a report's time estimate. */
const accuracy = 1.5;
/** A small one that is shipped, and one of the shared models. */
const sources = ['starter', 'mobilenet_v2_035_224_imagenet'];
const isLong = process.env.GRAFT_BENCH_LONG === '1';

async function measure(models: string, flowers: string, cells: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  findings.push(...(await timed(models, 'flowers', (to) => fewOfEachClass(flowers, to, 100), isLong ? [true, false] : [true])));
  if (isLong) findings.push(...(await timed(models, 'cell crops', (to) => fewOfEachClass(cells, to, 150), [false])));
  return findings;
}

/** Runs reports on one data set in a project of its own; `kinds`: whether each of them is quick. */
async function timed(
  models: string,
  name: string,
  fill: (folder: string) => Promise<number>,
  kinds: readonly boolean[],
): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-quick-'));
  const images = await fill(join(folder, name));
  const studio = await ServedStudio.start(folder, { env: { GRAFT_MODELS: models } });
  try {
    const { id: project } = await studio.ask('projects.create', { name });
    wellEnded(
      await studio.ended(
        (await studio.ask('images.import', { project, from: { paths: [join(folder, name)] }, labels: 'folders', copy: false })).job,
      ),
    );
    const findings: Finding[] = [];
    for (const quick of kinds) {
      for (const source of sources) {
        // The first request for a plan measures the pace of this machine, which is not part of the report.
        const plan = await studio.ask('reports.plan', { project, source, quick });
        const [begunMs, before] = [performance.now(), processorSeconds(studio)];
        const { report: number, job } = await studio.ask('reports.start', { project, source, quick });
        wellEnded(await studio.ended(job));
        const seconds = (performance.now() - begunMs) / 1000;
        const after = processorSeconds(studio);
        const { arms, verdict } = await studio.ask('reports.get', { project, report: number });
        const used = before === null || after === null ? '' : `; ${(after - before).toFixed(0)} s of processor time`;
        const what = `${quick ? 'quick' : 'full'}, ${name}, ${source}`;
        const networks = arms
          .flatMap(({ arm, points }) =>
            arm === 'small-network' || arm === 'scratch'
              ? [
                  `${arm} at ${points.map(({ perClass, seeds, imagePasses, unfinished }) => `${perClass} (${seeds} seeds, ${imagePasses} pictures${unfinished > 0 ? `, ${unfinished} still improving` : ''})`).join(', ')}`,
                ]
              : [],
          )
          .join('; ');
        const expected = Math.sqrt(plan.seconds.low * plan.seconds.high);
        findings.push(
          {
            what: `${what}, ${images} images: from the order to its answer`,
            ...(quick ? { target: `under ${limitSeconds} s on two cores`, isMet: seconds < limitSeconds } : {}),
            measured: `${seconds.toFixed(0)} s${used}; ${networks}; transfer ${verdict?.overall.answer ?? 'unfinished'}`,
          },
          {
            what: `${what}: time over the time said beforehand`,
            target: `between 1 / ${accuracy} and ${accuracy}`,
            isMet: Math.abs(Math.log(seconds / expected)) <= Math.log(accuracy),
            measured: `${(seconds / expected).toFixed(2)}: ${seconds.toFixed(0)} of ${plan.seconds.low.toFixed(0)} to ${plan.seconds.high.toFixed(0)} s`,
          },
        );
        for (const { what: told, measured } of findings.slice(-2)) console.log(`${told}: ${measured}`);
      }
    }
    return findings;
  } finally {
    await studio.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** CPU time of the studio and its living children; null on systems that do not report it. A tick on Linux is a hundredth of a second. */
function processorSeconds({ process: { pid } }: ServedStudio): number | null {
  try {
    const fields = (of: string): string[] =>
      readFileSync(`/proc/${of}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter((one) => one !== '');
    const own = fields(String(pid));
    return (
      [...children.map(fields), own].reduce((sum, one) => sum + (Number(one[11]) + Number(one[12])) / 100, 0)
      + (Number(own[13]) + Number(own[14])) / 100
    );
  } catch {
    return null;
  }
}

const [models, flowers, cells] = [sharedPath('models'), sharedPath('data', 'flowers'), sharedPath('data', 'cells', 'crops')];
if (models === null || flowers === null || cells === null) skip(title, '../shared/models or ../shared/data is missing');
else report(title, await measure(models, flowers, cells));
