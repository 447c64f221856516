/**
 * What a user gets: test accuracy with its 95 % confidence interval for every source model on every data set of photographs, compared with
 * the baselines, using the use cases of the program itself. Seed 1.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation, Job } from '../../engine/contract/index.ts';
import { skip, table } from '../support/benches/bench.ts';
import { asShipped, ServedStudio } from '../support/served-studio.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Accuracy on test images, 95 % interval (seconds of training)';
const sets = [
  ['flowers', 'flowers'],
  ['trash', 'trash'],
  ['grocery', 'grocery/train'],
] as const;
const models = sharedPath('models');
const found = sets.flatMap(([name, place]) => {
  const path = sharedPath('data', ...place.split('/'));
  return path === null ? [] : [{ name, path }];
});

if (models === null || found.length < sets.length) skip(title, '../shared/models or ../shared/data is missing');
else await measure(models);

interface Column {
  readonly images: number;
  readonly cells: readonly string[];
}

async function measure(pool: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-accuracy-'));
  const studio = await ServedStudio.start(folder, { env: { GRAFT_MODELS: pool, ...asShipped } });
  try {
    const { sources } = await studio.ask('sources.list', {});
    const columns: Column[] = [];
    for (const set of found)
      columns.push(
        await column(
          studio,
          set,
          sources.map(({ id }) => id),
        ),
      );
    const names = [...sources.map(({ id }) => id), 'baseline: colour and texture', 'baseline: raw pixels', 'baseline: largest class'];
    table(
      title,
      ['source', ...found.map(({ name }, index) => `${name} (${columns[index]?.images ?? 0} test images)`)],
      names.map((name, row) => [name, ...columns.map(({ cells }) => cells[row] ?? '')]),
    );
  } finally {
    await studio.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function column(studio: ServedStudio, { name, path }: { name: string; path: string }, sources: readonly string[]): Promise<Column> {
  const project = await studio.ask('projects.create', { name });
  const { job } = await studio.ask('images.import', { project: project.id, from: { paths: [path] }, labels: 'folders', copy: false });
  wellEnded(await studio.ended(job));
  const cells: string[] = [];
  let last: Evaluation | undefined;
  for (const source of sources) {
    const started = await studio.ask('runs.start', { project: project.id, source, seed: 1 });
    const ended = wellEnded(await studio.ended(started.job));
    last = await studio.ask('runs.evaluation', { project: project.id, run: started.run });
    const seconds = ended.result?.kind === 'train' ? ended.result.report.seconds.toFixed(0) : '?';
    cells.push(`${figure(last.test.accuracy)} (${seconds} s)`);
    console.log(`${name}, ${source}: ${cells.at(-1) ?? ''}`);
  }
  for (const baseline of ['colour-and-texture', 'raw-pixels', 'majority-class']) {
    const measured = last?.baselines.find((one) => one.name === baseline);
    cells.push(measured ? figure(measured.accuracy) : '');
  }
  await studio.ask('projects.close', { project: project.id });
  return { images: last?.test.images ?? 0, cells };
}

function wellEnded(job: Job): Job {
  if (job.state !== 'done') throw new Error(`${job.kind} ended as ${job.state}: ${job.failure?.code ?? 'no reason'}`);
  return job;
}

function figure({ value, low, high }: { value: number; low: number; high: number }): string {
  const percent = (share: number): string => (share * 100).toFixed(1);
  return `${percent(value)} % [${percent(low)}, ${percent(high)}]`;
}
