/**
 * A studio without a window, with the learner of watched-learner.ts: `node train.ts <root> make` creates a project from the images below
 * the folder, `node train.ts <root> <seed>` opens it and trains until there is a model. Interrupted runs are resumed, even if the learner
 * dies on the way. Prints `open`, `failed <code>` for each failed attempt, and `done`.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../../engine/cli/ask.ts';
import { failureOf, StudioError } from '../../engine/domain/failure.ts';
import type { JobId, ProjectId } from '../../engine/domain/ids.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { Learner } from '../../engine/learner/client.ts';
import { Studio, studioParts } from '../../engine/work/studio.ts';
import { projectIn } from './operations.ts';

const [root = '', what = 'make'] = process.argv.slice(2);
/** The maximum number of attempts if its learner dies. */
const attempts = 5;
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};
const uploads = { folder: () => Promise.reject(new StudioError('upload-not-found')), remove: () => Promise.resolve() };
const studio = new Studio({
  ...studioParts(uploads, ({ code }) => code),
  pool: new DecodePool({ workers: 1 }),
  learner: new Learner({ entry: join(import.meta.dirname, 'watched-learner.ts') }),
});

async function ended(job: JobId): Promise<void> {
  const { failure } = await studio.queue.ended(job);
  if (failure !== null) throw new StudioError(failure.code, failure.facts);
}

async function make(): Promise<void> {
  const { id: project } = await ask(studio, 'projects.create', { name: 'moths', folder: root });
  await ended(
    (await ask(studio, 'images.import', { project, from: { paths: [join(root, 'pictures')] }, labels: 'folders', copy: true })).job,
  );
}

async function train(project: ProjectId): Promise<void> {
  const [last] = (await ask(studio, 'runs.list', { project })).runs;
  if (last?.state === 'done') return;
  const { job } =
    last?.resumable === true
      ? await ask(studio, 'runs.resume', { project, run: last.run })
      : await ask(studio, 'runs.start', {
          project,
          source: 'tiny',
          method: 'fine-tune',
          tuneFrom: 'part_2',
          variation: { orientation: 'matters', framing: false, light: false },
          seed: Number(what),
        });
  await ended(job);
}

/** Whether there is a model in the end. */
async function trained(project: ProjectId): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      await train(project);
      return true;
    } catch (error) {
      const { code, facts } = failureOf(error);
      say(`failed ${code} ${JSON.stringify(facts)}`);
      if (code !== 'learner-died') return false;
    }
  }
  return false;
}

try {
  if (what === 'make') await make();
  else {
    const { id } = await ask(studio, 'projects.open', { path: projectIn(root) });
    say('open');
    if (await trained(id)) say('done');
  }
} finally {
  await studio.close();
}
