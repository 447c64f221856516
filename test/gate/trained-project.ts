import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { writeTinySource } from '../support/models/tiny-source.ts';
import { stripedPicture } from '../support/models/tuning-data.ts';
import { asPng } from '../support/pictures.ts';
import { ownFolders } from '../support/served-studio.ts';
import { projectIn } from './operations.ts';
import type { Playground } from './playground.ts';

const script = join(import.meta.dirname, 'train.ts');
const imagesPerClass = 24;

/** A progress report of a training run: the process that made it, and how far it was. */
export interface Report {
  readonly process: number;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** A studio without a window that trains, see train.ts. */
export interface Training {
  readonly child: ChildProcess;
  /** Everything it printed, once it has ended. */ readonly said: Promise<string[]>;
}

/** Creates a project of 72 images in three classes, 16 pixels wide, beside a tiny source model. */
export async function makeTrainable(root: string): Promise<void> {
  mkdirSync(root, { recursive: true });
  await writeTinySource(join(root, 'models', 'tiny'));
  for (const [kind, name] of ['still', 'lying', 'upright'].entries()) {
    mkdirSync(join(root, 'pictures', name), { recursive: true });
    for (let at = 0; at < imagesPerClass; at += 1) {
      writeFileSync(join(root, 'pictures', name, `${at}.png`), await asPng(stripedPicture(`${3 * at + kind} of ${kind}`)));
    }
  }
  await train(root, { what: 'make' }).said;
}

/** A separate copy of a folder with a project. */
export function copyOf(root: string, playground: Playground): string {
  const copy = playground.empty();
  cpSync(root, copy, { recursive: true });
  return copy;
}

/** @param before the start of a command line that runs it, for example to set limits */
export function train(
  root: string,
  { what = 1, before = [] }: { readonly what?: number | 'make'; readonly before?: readonly string[] } = {},
): Training {
  const [command = process.execPath, ...words] = [...before, process.execPath, script, root, String(what)];
  const child = spawn(command, words, {
    env: {
      ...process.env,
      ...ownFolders(join(root, 'user')),
      GRAFT_MODELS: join(root, 'models'),
      GRAFT_THREADS: '1',
      GATE_REPORTS: reportsOf(root),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(([out]) => out.split('\n').slice(0, -1));
  return { child, said };
}

const reportsOf = (root: string): string => join(root, 'reports');

/** The progress reports of its training runs so far. */
export function reportsIn(root: string): Report[] {
  if (!existsSync(reportsOf(root))) return [];
  return readFileSync(reportsOf(root), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [process, stage = '', done, total] = line.split(' ');
      return { process: Number(process), stage, done: Number(done), total: Number(total) };
    });
}

/** Files of the newest model and its prediction for each image, as hashes; empty if there is none. */
export function modelIn(root: string): Record<string, string> {
  const store = ProjectStore.open(projectIn(root));
  try {
    const run = store.runs.newestDone();
    if (run === null) return {};
    const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex').slice(0, 12);
    const folder = store.runFolder(run),
      files = ['head.bin', 'model/weights.bin', 'model/model.json'];
    const predictions = (['validation', 'test'] as const).flatMap((split) =>
      store.runs.predictions(run, split).map(({ image, probabilities }) => [image, ...probabilities]),
    );
    return {
      ...Object.fromEntries(files.map((name) => [name, hashOf(readFileSync(join(folder, name)))])),
      predictions: hashOf(JSON.stringify(predictions)),
      score: hashOf(JSON.stringify(store.runs.evaluation(run).test)),
      files: readdirSync(folder).toSorted().join(' '),
    };
  } finally {
    store.close();
  }
}
