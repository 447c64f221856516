import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../domain/failure.ts';
import { ownPart } from '../../files/own-remains.ts';
import { removeIfPossible } from '../../files/remove-if-possible.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { readRegularSync } from '../../files/regular-file.ts';
import type { TrainerState } from './trainer/trainer.ts';
import type { StepsAndState, TrainingProgress } from './trainer/training-progress.ts';
import { makeFolders } from '../../files/make-folders.ts';

const score = z.strictObject({ images: z.int(), accuracy: z.number(), loss: z.number(), factor: z.number() });
const names = z.array(z.tuple([z.string(), z.int().nonnegative()]));
const steps = z.strictObject({
  learningRate: z.number(),
  step: z.int().nonnegative(),
  best: z.strictObject({ step: z.int().nonnegative(), score }).nullable(),
  recent: z.strictObject({ sum: z.number(), count: z.int().nonnegative() }),
  curve: z.array(
    z.strictObject({
      step: z.int(),
      steps: z.int(),
      trainLoss: z.number(),
      validationLoss: z.number().nullable(),
      validationAccuracy: z.number().nullable(),
      seconds: z.number(),
    }),
  ),
  stoppedEarly: z.boolean(),
  cycles: z
    .strictObject({
      isTrial: z.boolean(),
      first: z.int().positive(),
      most: z.int().positive(),
      searchSteps: z.int().nonnegative(),
      before: z.number().nullable(),
      within: z.number().nullable(),
      hasBegun: z.boolean(),
      finished: z.boolean(),
    })
    .nullable()
    .default(null),
  /** Names and lengths of the current values and of those of the best weights, in file order. */
  state: names,
  bestState: names,
});
const header = z.strictObject({
  format: z.literal('graft-checkpoint'),
  version: z.literal(1),
  /** SHA-256 of what defines the training; the checkpoint of another training is rejected. */
  job: z.string(),
  plan: z.strictObject({
    batchSize: z.int().positive(),
    batchSizeTried: z.int().positive().nullable(),
    rates: z.array(z.number()).min(1),
    searchSteps: z.int().nonnegative(),
    steps: z.int().positive(),
    firstCycle: z.int().positive().nullable().default(null),
  }),
  tried: z.array(z.strictObject({ learningRate: z.number(), validationLoss: z.number() })),
  seconds: z.number(),
  main: steps.nullable(),
  leading: steps.nullable().default(null),
});
type Header = z.infer<typeof header>;

const hashBytes = 32;
const lengthBytes = 4;

/**
 * Saves the progress of a training in one file: SHA-256 of all that follows, length of the header, the header as JSON, then the values as
 * float32, little endian. Written to a temporary file, synced and renamed, so that there is always a complete one, new or old.
 * Errors: `disk-full`, `folder-read-only`; the previous checkpoint stays.
 */
export function saveCheckpoint(path: string, job: string, progress: TrainingProgress): void {
  const draft = ownPart(path);
  try {
    makeFolders(dirname(path));
    writeSynced(draft, bytesOf(job, progress));
    renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    removeIfPossible(draft);
    throw writingFailure(error, path);
  }
}

/**
 * Reads the checkpoint of this job; null if there is none.
 * Errors: `checkpoint-damaged` if it is truncated, changed or of another job.
 */
export function loadCheckpoint(path: string, job: string): TrainingProgress | null {
  if (!existsSync(path)) return null;
  const damaged = (detail: string, cause?: unknown) =>
    new StudioError('checkpoint-damaged', { run: basename(dirname(path)), detail }, { cause });
  let bytes: Buffer;
  try {
    bytes = readRegularSync(path);
  } catch (error) {
    throw damaged(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, error);
  }
  const body = bytes.subarray(hashBytes);
  if (body.length < lengthBytes || !createHash('sha256').update(body).digest().equals(bytes.subarray(0, hashBytes)))
    throw damaged('it is cut short or was changed');
  const end = lengthBytes + body.readUInt32LE(0);
  const found = header.safeParse(JSON.parse(body.toString('utf8', lengthBytes, end)));
  if (!found.success) throw damaged('it was written by another version', found.error);
  if (found.data.job !== job) throw damaged('it belongs to another training');
  return progressOf(found.data, Uint8Array.from(body.subarray(end)));
}

function bytesOf(job: string, { plan, tried, main, leading, seconds }: TrainingProgress): Buffer {
  const facts = {
    format: 'graft-checkpoint',
    version: 1,
    job,
    plan,
    tried,
    seconds,
    main: main === null ? null : factsOf(main),
    leading: leading === null ? null : factsOf(leading),
  };
  const head = Buffer.from(JSON.stringify(header.parse(facts)));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(head.length);
  const states = [main, leading].flatMap((part) =>
    part === null ? [] : [part.state, part.steps.best?.state ?? new Map<string, Float32Array>()],
  );
  const values = states.flatMap((state) =>
    [...state.values()].map((each) => new Uint8Array(each.buffer, each.byteOffset, each.byteLength)),
  );
  const body = Buffer.concat([length, head, ...values]);
  return Buffer.concat([createHash('sha256').update(body).digest(), body]);
}

function factsOf({ steps: { best, ...rest }, state }: StepsAndState): z.infer<typeof steps> {
  const kept = best === null ? null : { step: best.step, score: best.score };
  return { ...rest, best: kept, state: namesOf(state), bestState: namesOf(best?.state ?? new Map()) };
}

const namesOf = (state: TrainerState): [string, number][] => [...state].map(([name, values]) => [name, values.length]);

function progressOf({ plan, tried, seconds, main, leading }: Header, bytes: Uint8Array): TrainingProgress {
  let offset = 0;
  const taken = (list: z.infer<typeof names>): TrainerState =>
    new Map(
      list.map(([name, length]) => {
        const values = new Float32Array(bytes.buffer, offset, length).slice();
        offset += length * Float32Array.BYTES_PER_ELEMENT;
        return [name, values];
      }),
    );
  const part = (facts: z.infer<typeof steps> | null): StepsAndState | null => {
    if (facts === null) return null;
    const { state, bestState, best, ...rest } = facts;
    const now = taken(state);
    return { state: now, steps: { ...rest, best: best === null ? null : { ...best, state: taken(bestState) } } };
  };
  const now = part(main);
  return { plan, tried, seconds, main: now, leading: part(leading) };
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w');
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder to sync it; NTFS journals renames itself.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
