/**
 * How long a user who tries one image waits while a transfer report is computed, compared with before and after it, on an idle machine:
 * EfficientNet-Lite0 on 250 photographs of flowers, and a full report. The first questions before and during the report, which start a
 * process and load the model, are reported separately. GRAFT_BENCH_ROUNDS questions during the report (30), half as many before and after.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobId, ProjectId } from '../../engine/contract/index.ts';
import { median, report, skip, spread, type Finding } from '../support/benches/bench.ts';
import { lite0Folder } from '../support/models/lite0.ts';
import { asShipped, ServedStudio } from '../support/served-studio.ts';
import { fewOfEachClass, sharedPath } from '../support/shared.ts';
import { wellEnded } from '../support/benches/transfer-set.ts';

const title = 'Trying one image while a report runs';
const source = 'efficientnet-lite0';
const perClass = 50;
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 30);
const mostExtraSeconds = 2;
/** The pause between two questions, in which a user looks at the answer; it spreads the questions over all stages of the report. */
const lookingMs = 2_000;

async function measure(flowers: string): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-wait-'));
  await fewOfEachClass(flowers, join(folder, 'flowers'), perClass);
  const images = readdirSync(join(flowers, 'daisy'))
    .sort()
    .slice(perClass, perClass + 10)
    .map((file) => join(flowers, 'daisy', file));
  try {
    const first = await ServedStudio.start(folder, { env: asShipped });
    const { path } = await first.ask('projects.create', { name: 'Flowers' });
    const { id: project } = await first.ask('projects.open', { path });
    wellEnded(
      await first.ended(
        (await first.ask('images.import', { project, from: { paths: [join(folder, 'flowers')] }, labels: 'folders', copy: false })).job,
      ),
    );
    wellEnded(await first.ended((await first.ask('runs.start', { project, source, method: 'head' })).job));
    await first.end();
    // A studio just started has no TensorFlow process yet.
    const studio = await ServedStudio.start(folder, { env: asShipped });
    try {
      await studio.ask('projects.open', { path });
      const ask = (rounds: number, holds: () => Promise<boolean>): Promise<Waits> => questions(studio, project, { images, rounds, holds });
      const before = await ask(1 + rounds / 2, nothing);
      const { job } = await studio.ask('reports.start', { project, source, quick: false });
      while ((await studio.ask('jobs.get', { job })).progress.stage !== 'comparing') await sleep(200);
      const busy = await ask(1 + rounds, () => isRunning(studio, job));
      const memory = youngestLearner(studio);
      const stood = await studio.ask('jobs.get', { job });
      await studio.ask('jobs.stop', { job });
      await studio.ended(job);
      const after = await ask(rounds / 2, nothing);
      return findings({ first: before.first, later: [...before.later, ...after.later] }, busy, { job: stood, memory });
    } finally {
      await studio.end();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const nothing = (): Promise<boolean> => Promise.resolve(true);
const isRunning = async (studio: ServedStudio, job: JobId): Promise<boolean> => (await studio.ask('jobs.get', { job })).state === 'running';

interface Waits {
  readonly first: number;
  readonly later: readonly number[];
}
interface Asking {
  readonly images: readonly string[];
  readonly rounds: number;
  holds(): Promise<boolean>;
}

/** The time of each question in seconds, all asked while `holds` is true. */
async function questions(studio: ServedStudio, project: ProjectId, { images, rounds, holds }: Asking): Promise<Waits> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begunMs = performance.now();
    const answer = await studio.ask('predictions.one', { project, image: { path: images[round % images.length] ?? '' } });
    seconds.push((performance.now() - begunMs) / 1000);
    if (!('probabilities' in answer) || !(await holds())) throw new Error('the question was refused, or the report ended before it');
    await sleep(lookingMs);
  }
  const [first = NaN, ...later] = seconds;
  return { first, later };
}

function findings(idle: Waits, busy: Waits, { job, memory }: { job: Job; memory: number | null }): Finding[] {
  const extra = {
    first: busy.first - idle.first,
    median: median(busy.later) - median(idle.later),
    worst: Math.max(...busy.later) - median(idle.later),
  };
  const told = (seconds: number): string => `${seconds.toFixed(2)} s`;
  const below = (what: string, seconds: number): Finding => ({
    what,
    target: `under ${mostExtraSeconds} s`,
    measured: told(seconds),
    isMet: seconds < mostExtraSeconds,
  });
  return [
    { what: 'while nothing runs: the first question', measured: told(idle.first) },
    { what: 'while nothing runs: all others, median (least to most)', measured: `${spread(idle.later)} s` },
    { what: 'while a report runs: the first question', measured: told(busy.first) },
    { what: 'while a report runs: all others, median (least to most)', measured: `${spread(busy.later)} s` },
    below('more than idle: first question', extra.first),
    below('more than idle: median of the others', extra.median),
    below('more than idle: worst of the others, against the median', extra.worst),
    { what: 'the report meanwhile', measured: `${job.progress.done} of ${job.progress.total} points` },
    {
      what: 'memory of the process for questions',
      measured: memory === null ? 'SKIPPED: measured on Linux only' : `${memory.toFixed(0)} MB`,
    },
  ];
}

/** Memory of the newest learner process; null on systems that do not report it. */
function youngestLearner({ process: { pid } }: ServedStudio): number | null {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const learners = children.filter((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('learner'));
    const status = readFileSync(`/proc/${learners.at(-1)}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1024;
  } catch {
    return null;
  }
}

const flowers = sharedPath('data', 'flowers');
if (flowers === null || lite0Folder() === null) skip(title, '../shared/data or EfficientNet-Lite0 is missing');
else report(title, await measure(flowers));
