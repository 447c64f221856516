import { availableParallelism } from 'node:os';
import { StudioError, type Refusal } from '../domain/failure.ts';
import type { ContentHash } from '../domain/ids.ts';
import { unknownCapture, type Capture } from '../domain/labels/capture.ts';
import type { CutRules, GivenBox, Region } from '../domain/labels/cut-region.ts';
import type { Look } from '../domain/models/look.ts';
import type { Reading } from '../domain/models/reading.ts';
import type { SampleSpread } from '../domain/models/sample-spread.ts';
import type { Raster } from '../domain/raster.ts';
import { entryPoint } from '../program/own-files.ts';
import { DecodeWorker } from './decode-worker.ts';
import { limits } from './limits.ts';
import type { CutVerdict, HashVerdict, PrepareVerdict, SaveVerdict } from './prepared.ts';
import { swollenExit, type DecodeOutcome, type DecodeOutcomes, type DecodeTask } from './protocol.ts';

export interface DecodePoolOptions {
  /** Number of child processes; by default one per processor core, at most eight. */
  readonly workers?: number;
  /** Total processor time that one task may take; in wall-clock time a few times as much. */
  readonly taskTimeoutMs?: number;
  /** The script that workers run. */
  readonly worker?: string;
}

interface PrepareWish extends Partial<Look> {
  readonly cache: string;
  readonly isAwaited?: boolean;
  readonly region?: Region | null;
}
interface CutWish extends Partial<Look> {
  readonly cache: string;
  readonly boxes: readonly GivenBox[];
  readonly rules: CutRules;
}

interface SaveWish extends Look {
  /** The content that the file must have. */
  readonly ofFile: ContentHash;
  readonly region: Region;
  readonly target: string;
}

interface SpreadWish {
  readonly ofFile: ContentHash;
  readonly region: Region | null;
  readonly reading: Reading | null;
}

interface Pending {
  readonly task: DecodeTask;
  /** Must run alone, because a worker died or hung while it had this task. */
  isSuspect: boolean;
  settle(outcome: DecodeOutcome): void;
  fail(error: StudioError): void;
}
/** A task given to a worker. Its time starts when the worker is ready; `since`: wall-clock and processor time at that moment. */
interface Given {
  readonly pending: Pending;
  deadline: NodeJS.Timeout | undefined;
  since: { readonly clockMs: number; readonly spentMs: number };
}
interface Place {
  worker: DecodeWorker | null;
  readonly given: Map<number, Given>;
  idle: NodeJS.Timeout | null;
}

/** While one task waits for a file, another one decodes. */
const tasksPerWorker = 2;
/** Share of its time that a task may spend beside another one; for the rest it runs alone. */
const companyShare = 0.4;
/** On a busy computer a task may take this many times its processor time. */
const patience = 6;
const shortestMs = 50;
const idleMs = 30_000;
const workersMost = 8;

/**
 * Decodes pictures in expendable child processes. A picture that crashes its worker or exceeds its time or memory is refused; the worker
 * is replaced, and all other pictures are unaffected. Workers start with the first task and end after half a minute without one. Must be
 * closed at the end.
 */
export class DecodePool {
  readonly workers: number;
  readonly #taskTimeoutMs: number;
  readonly #script: string;
  readonly #places: readonly Place[];
  readonly #queue: Pending[] = [];
  #lastId = 0;
  #isClosed = false;

  constructor(options: DecodePoolOptions = {}) {
    this.workers = options.workers ?? Math.min(availableParallelism(), workersMost);
    this.#taskTimeoutMs = options.taskTimeoutMs ?? limits.taskMs;
    this.#script = options.worker ?? entryPoint('images/worker');
    this.#places = Array.from({ length: this.workers }, () => ({ worker: null, given: new Map<number, Given>(), idle: null }));
  }

  /**
   * Reads and decodes a file once, puts its view into `cache` (see cache-paths.ts) and gives its thumbnail. `isAwaited`: moves it to the front of
   * the queue, because a user is waiting. `window`: for pictures of more than 8 bits; by default each has its own. `reading`: the pages and
   * channels to read; by default the first page. `region`: the part of the picture to cut out; by default all of it.
   * Errors: `disk-full`, `folder-read-only`, `decoder-died` (no worker can start), `stopped` (the pool was closed).
   */
  prepare(file: string, { cache, isAwaited = false, window = null, reading = null, region = null }: PrepareWish): Promise<PrepareVerdict> {
    return this.#run<'prepare'>({ do: 'prepare', file, cache, window, reading, region }, isAwaited);
  }

  /** Cuts boxes out of a file, which is read and decoded once, and puts the view of each into `cache`. Errors: as prepare. */
  cutOut(file: string, { cache, window = null, reading = null, boxes, rules }: CutWish): Promise<CutVerdict> {
    return this.#run<'cut-out'>({ do: 'cut-out', file, cache, window, reading, boxes, rules });
  }

  /**
   * Cuts a region out of a file at full resolution and writes it to a new file, `target`: JPEG if the file is one, otherwise PNG. Errors: as
   * prepare.
   */
  saveCut(file: string, wish: SaveWish): Promise<SaveVerdict> {
    return this.#run<'save-cut'>({ do: 'save-cut', file, ...wish });
  }

  /** The SHA-256 of a file's content, without decoding it. Errors: `decoder-died`, `stopped`. */
  hash(file: string): Promise<HashVerdict> {
    return this.#run<'hash'>({ do: 'hash', file });
  }

  /** When and with what a picture was taken, without decoding it; unknown if the file cannot be read. Errors: `decoder-died`, `stopped`. */
  async capture(file: string): Promise<Capture> {
    const outcome = await this.#run<'capture'>({ do: 'capture', file });
    return 'refused' in outcome ? unknownCapture : outcome;
  }

  /**
   * How the samples of a picture of more than 8 bits, or of a region of it, are spread. Null if it has no such samples, or the file no longer
   * has the content `ofFile`. Goes to the front of the queue, because a user is waiting. Errors: `decoder-died`, `stopped`.
   */
  async spread(file: string, wish: SpreadWish): Promise<SampleSpread | null> {
    const outcome = await this.#run<'spread'>({ do: 'spread', file, ...wish }, true);
    return 'refused' in outcome ? null : outcome.spread;
  }

  /** The pixels of a view from the cache. Errors: `image-file-missing` (also for a corrupt view), `decoder-died`, `stopped`. */
  raster(view: string): Promise<Raster> {
    return this.#run<'raster'>({ do: 'raster', view });
  }

  /** Ends all workers; unfinished tasks fail with `stopped`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const stopped = new StudioError('stopped');
    for (const pending of this.#queue.splice(0)) pending.fail(stopped);
    const ends = this.#places.map((place) => {
      for (const { pending } of taken(place)) pending.fail(stopped);
      return this.#end(place);
    });
    await Promise.all(ends);
  }

  #run<K extends keyof DecodeOutcomes>(task: DecodeTask & { readonly do: K }, isAwaited = false): Promise<DecodeOutcomes[K]> {
    if (this.#isClosed) return Promise.reject(new StudioError('stopped'));
    return new Promise((resolve, reject) => {
      const pending: Pending = { task, isSuspect: false, settle: (outcome) => resolve(outcome as DecodeOutcomes[K]), fail: reject };
      this.#queue.splice(isAwaited ? 0 : this.#queue.length, 0, pending);
      this.#share();
    });
  }

  /** Assigns waiting tasks, in order, to the least busy worker that may take them. */
  #share(): void {
    for (;;) {
      const [first] = this.#queue;
      const place = first && this.#places.filter((one) => canTake(one, first)).sort((one, other) => one.given.size - other.given.size)[0];
      if (!place) return;
      this.#queue.shift();
      this.#give(place, first);
    }
  }

  #give(place: Place, pending: Pending): void {
    if (place.idle) clearTimeout(place.idle);
    place.worker ??= this.#start(place);
    const id = ++this.#lastId;
    const given: Given = { pending, deadline: undefined, since: { clockMs: 0, spentMs: 0 } };
    place.given.set(id, given);
    if (place.worker.isReady) this.#begin(place, id, given);
    place.worker.give(id, pending.task);
  }

  #start(place: Place): DecodeWorker {
    return new DecodeWorker(this.#script, {
      ready: () => {
        for (const [id, given] of place.given) this.#begin(place, id, given);
      },
      done: (id, outcome) => this.#take(place, id)?.settle(outcome),
      failed: (id, failure) => this.#take(place, id)?.fail(new StudioError(failure.code, failure.facts)),
      died: (facts) => this.#bury(place, facts),
    });
  }

  #take(place: Place, id: number): Pending | undefined {
    const given = place.given.get(id);
    clearTimeout(given?.deadline);
    place.given.delete(id);
    if (place.given.size === 0) place.idle = setTimeout(() => void this.#end(place), idleMs).unref();
    this.#share();
    return given?.pending;
  }

  /** The first deadline makes a task run alone, to find out which one is to blame; the second one refuses it. */
  #expire(place: Place, id: number): void {
    const late = place.given.get(id);
    if (!late) return;
    const leftMs = this.#leftMs(place, late);
    if (leftMs > 0) {
      late.deadline = setTimeout(() => this.#expire(place, id), Math.max(shortestMs, leftMs));
    } else if (late.pending.isSuspect) {
      place.given.delete(id);
      void this.#end(place);
      refuse(late.pending, { code: 'took-too-long', facts: { seconds: Math.round(this.#taskTimeoutMs / 1000) } });
    } else if (place.given.size === 1) {
      late.pending.isSuspect = true;
      this.#begin(place, id, late);
    } else {
      void this.#end(place);
      this.#suspect(taken(place).map(({ pending }) => pending));
    }
    this.#share();
  }

  #begin(place: Place, id: number, given: Given): void {
    given.since = { clockMs: performance.now(), spentMs: place.worker?.spentMs ?? 0 };
    given.deadline = setTimeout(() => this.#expire(place, id), this.#allowedMs(given));
  }

  #allowedMs({ pending }: Given): number {
    return this.#taskTimeoutMs * (pending.isSuspect ? 1 - companyShare : companyShare);
  }

  /** The time that a task has left: other load on the computer must not make a sound picture seem to hang. */
  #leftMs(place: Place, given: Given): number {
    const allowedMs = this.#allowedMs(given);
    if (performance.now() - given.since.clockMs >= allowedMs * patience) return 0;
    return allowedMs - ((place.worker?.spentMs ?? Infinity) - given.since.spentMs);
  }

  /** Puts tasks lost together at the front of the queue, to be retried one by one. */
  #suspect(lost: readonly Pending[]): void {
    for (const pending of lost) pending.isSuspect = true;
    this.#queue.unshift(...lost);
  }

  /** A task is to blame only if its worker dies again while running it alone: a worker may die for other reasons. */
  #bury(place: Place, { exitCode, wasReady, said }: { exitCode: number | null; wasReady: boolean; said: string }): void {
    place.worker = null;
    const lost = taken(place).map(({ pending }) => pending);
    const [only] = lost;
    if (!wasReady) {
      for (const pending of lost) pending.fail(new StudioError('decoder-died', { detail: said.trim() }));
    } else if (only?.isSuspect) {
      refuse(
        only,
        exitCode === swollenExit
          ? { code: 'too-large', facts: { memoryMegabytes: Math.round(limits.workerBytes / 1024 / 1024) } }
          : { code: 'crashed-decoder', facts: {} },
      );
    } else {
      this.#suspect(lost);
    }
    this.#share();
  }

  #end(place: Place): Promise<void> {
    if (place.idle) clearTimeout(place.idle);
    const worker = place.worker;
    place.worker = null;
    return worker ? worker.end() : Promise.resolve();
  }
}

/** A suspect task shares its worker with no other. */
function canTake(place: Place, pending: Pending): boolean {
  if (pending.isSuspect) return place.given.size === 0;
  return place.given.size < tasksPerWorker && ![...place.given.values()].some((given) => given.pending.isSuspect);
}

function taken(place: Place): Given[] {
  const all = [...place.given.values()];
  place.given.clear();
  for (const { deadline } of all) clearTimeout(deadline);
  return all;
}

/** A task about a file ends with a refusal; failing to read the pixels of a view is a failure of the program. */
function refuse({ task, settle, fail }: Pending, refusal: Refusal): void {
  if (task.do === 'raster') fail(new StudioError('decoder-died', { file: task.view }));
  else settle({ refused: refusal });
}
