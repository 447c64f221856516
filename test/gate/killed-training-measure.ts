import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunId } from '../../engine/domain/ids.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { eventually, isAlive } from '../support/processes/child-processes.ts';
import { spread, type Measure, type Outcome } from './measure.ts';
import { projectIn } from './operations.ts';
import { atATime, type Playground } from './playground.ts';
import { copyOf, makeTrainable, modelIn, reportsIn, train, type Report, type Training } from './trained-project.ts';

/** An undisturbed training run, and how much of it a kill may cost. */
interface Whole {
  /** A project before its first training run. */
  readonly root: string;
  readonly model: Readonly<Record<string, string>>;
  readonly reports: number;
  /** Steps of the learning rate search. */
  readonly searched: number;
  readonly stepsOfEpoch: number;
  /** Steps per learning rate in the search; nothing is saved in the middle of one. */
  readonly stepsOfTrial: number;
}

const undisturbed = new WeakMap<Playground, Promise<Whole>>();

function wholeIn(playground: Playground): Promise<Whole> {
  const known = undisturbed.get(playground) ?? goThrough(playground);
  undisturbed.set(playground, known);
  return known;
}

async function goThrough(playground: Playground): Promise<Whole> {
  const root = playground.empty();
  await makeTrainable(root);
  const own = copyOf(root, playground),
    said = await train(own).said;
  if (said.at(-1) !== 'done') throw new Error(`the training does not go through: ${said.join(', ')}`);
  const store = ProjectStore.open(projectIn(own)),
    { trainImages, tuning } = store.runs.get(1 as RunId);
  store.close();
  // Unchanged weights would be equal whatever happened to the run.
  if (tuning === null || tuning.interpolation === 0) throw new Error('the training changed nothing');
  const reports = reportsIn(own),
    searched = reports.find(({ stage }) => stage === 'searching')!.total;
  return {
    root,
    model: modelIn(own),
    reports: reports.length,
    searched,
    stepsOfEpoch: Math.ceil(trainImages / tuning.batchSize),
    stepsOfTrial: searched / tuning.triedRates.length,
  };
}

const damages: readonly ((bytes: Buffer, random: () => number) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (bytes, random) => {
    bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
    return bytes;
  },
  (bytes, random) => Buffer.concat([bytes.subarray(0, Math.floor(random() * bytes.length)), Buffer.alloc(4096)]),
];

interface Fault {
  readonly seed?: number;
  /** Changes the checkpoint before the run is resumed. */ readonly meddle?: (checkpoint: string) => void;
}

/** A training run that is killed one or more times, and resumed until it ends. */
class KilledTraining {
  readonly #root: string;
  readonly #whole: Whole;
  readonly #random: () => number;
  readonly #fault: Fault;
  #training: Training | null = null;
  killed = 0;
  torn = 0;

  constructor(root: string, whole: Whole, random: () => number, fault: Fault) {
    this.#root = root;
    this.#whole = whole;
    this.#random = random;
    this.#fault = fault;
  }

  /** Kills the learner, or the studio with it, after this many further reports. */
  async kill(victim: 'learner' | 'studio', reports: number): Promise<void> {
    const before = reportsIn(this.#root).length,
      training = this.#running();
    let isOver = false;
    void training.said.then(() => {
      isOver = true;
    });
    // When resuming from a late checkpoint, the next report may be the last.
    while (!isOver && reportsIn(this.#root).length < Math.max(1, before + reports)) await sleep(5);
    // After the last report the model is still written and stored.
    await sleep(this.#random() * (reports < this.#whole.reports ? 30 : 300));
    const learner = reportsIn(this.#root).at(-1)?.process;
    if (isOver || learner === undefined || !isAlive(learner)) {
      // The learner has done its part; the studio has the project open until it has stored the model.
      await training.said;
      return;
    }
    this.killed += 1;
    if (victim === 'learner') process.kill(learner, 'SIGKILL');
    else {
      training.child.kill('SIGKILL');
      await training.said;
      this.#training = null;
      await eventually(() => !isAlive(learner));
      if (this.#checkpoint !== null) this.#fault.meddle?.(this.#checkpoint);
    }
  }

  /** Damages the checkpoint, tries to resume, and restores it; describes what is wrong. */
  async tear(kind: number): Promise<string | null> {
    const checkpoint = this.#checkpoint;
    if (checkpoint === null) return null;
    const whole = readFileSync(checkpoint),
      damaged = damages[kind % damages.length]!(Buffer.from(whole), this.#random);
    writeFileSync(checkpoint, damaged);
    const said = await train(this.#root).said;
    this.torn += 1;
    const isRefused = said.length === 2 && said[1]!.startsWith('failed checkpoint-damaged'),
      isLeft = existsSync(checkpoint) && readFileSync(checkpoint).equals(damaged);
    writeFileSync(checkpoint, whole);
    return isRefused && isLeft ? null : `a torn checkpoint: ${said.join(', ')}${isLeft ? '' : '; it was changed'}`;
  }

  /** Resumes until the end; describes what is wrong then. */
  async end(): Promise<string | null> {
    const said = await this.#running().said;
    if (said.at(-1) !== 'done') return `it did not go on to its end: ${said.join(', ')}`;
    const model = modelIn(this.#root),
      other = Object.keys(this.#whole.model).filter((name) => model[name] !== this.#whole.model[name]);
    if (!isDeepStrictEqual(model, this.#whole.model)) return `other than undisturbed: ${other.join(', ')} (${model['files']})`;
    const { tuning, searching } = this.lost;
    if (tuning > this.#whole.stepsOfEpoch) return `${tuning} steps were lost, and an epoch has ${this.#whole.stepsOfEpoch}`;
    return searching > this.#whole.stepsOfTrial
      ? `${searching} steps of the search were lost, and a rate has ${this.#whole.stepsOfTrial}`
      : null;
  }

  /** The maximum number of steps lost by a kill, by the stage in which it happened. */
  get lost(): { readonly tuning: number; readonly searching: number } {
    const lost = { tuning: 0, searching: 0 };
    let reached: Report | null = null;
    for (const reports of byProcess(reportsIn(this.#root))) {
      const [first, last] = [reports[0]!, reports.at(-1)!];
      if (reached !== null)
        lost[reached.stage as keyof typeof lost] = Math.max(
          lost[reached.stage as keyof typeof lost],
          this.#placeOf(reached) - this.#placeOf(first),
        );
      reached = last;
    }
    return lost;
  }

  /** In steps from the start. */
  #placeOf({ stage, done }: Report): number {
    return stage === 'searching' ? done : this.#whole.searched + done;
  }

  #running(): Training {
    return (this.#training ??= train(this.#root, { what: this.#fault.seed ?? 1 }));
  }

  get #checkpoint(): string | null {
    const store = ProjectStore.open(projectIn(this.#root)),
      newest = store.runs.list()[0];
    store.close();
    const file = newest === undefined ? null : join(store.runFolder(newest.run), 'checkpoint');
    return file !== null && existsSync(file) ? file : null;
  }
}

/** Groups the reports by process, without those of a finished search. */
function byProcess(reports: readonly Report[]): Report[][] {
  const steps = reports.filter(({ stage, done, total }) => (stage === 'searching' && done < total) || stage === 'tuning');
  return [...Map.groupBy(steps, ({ process }) => process).values()];
}

async function killedOften(count: number, playground: Playground, fault: Fault = {}): Promise<Outcome> {
  const whole = await wholeIn(playground),
    random = seededRandom(count);
  const most = { tuning: 0, searching: 0 };
  let kills = 0,
    torn = 0,
    tried = 0;
  // One kill in ten comes after the last report.
  const moments = spread(Math.ceil(whole.reports * 1.1), count).map((moment) => Math.min(moment, whole.reports));
  const wrong = await atATime(2, [...moments.entries()], async ([round, moment]) => {
    const root = copyOf(whole.root, playground),
      training = new KilledTraining(root, whole, random, fault);
    const victim = round % 2 === 0 ? 'studio' : 'learner';
    await training.kill(victim, moment);
    // Every third run is killed a second time after resuming.
    if (round % 3 === 2) await training.kill(victim, Math.floor(random() * (whole.reports - moment)));
    const problem = victim === 'studio' && !fault.meddle ? await training.tear(round) : null;
    const found = problem ?? (await training.end());
    kills += training.killed;
    torn += training.torn;
    if (training.killed > 0) tried += 1;
    const { tuning, searching } = training.lost;
    most.tuning = Math.max(most.tuning, tuning);
    most.searching = Math.max(most.searching, searching);
    rmSync(dirname(root), { recursive: true });
    return found === null ? null : `killed at report ${moment} of ${whole.reports} (${victim}): ${found}`;
  });
  const lost = `at most ${most.tuning} steps lost where an epoch has ${whole.stepsOfEpoch}, and ${most.searching} in the search where a rate has ${whole.stepsOfTrial}`;
  return { tried, wrong, note: `${kills} kills, ${torn} torn checkpoints refused; ${lost}` };
}

/** Changes the values at the end, and the hash to match, as if the checkpoint were intact. */
function forge(checkpoint: string): void {
  const bytes = readFileSync(checkpoint),
    body = bytes.subarray(32),
    values = 4 + body.readUInt32LE(0);
  for (let at = values; at + 4 <= body.length; at += 4) body.writeFloatLE(body.readFloatLE(at) * 1.5, at);
  createHash('sha256').update(body).digest().copy(bytes);
  writeFileSync(checkpoint, bytes);
}

export const killedTrainings: Measure = {
  id: 'T1',
  needsShim: false,
  small: 1,
  full: 100,
  what: 'Trainings are killed at any moment, the learner or the studio with it, some twice, and gone on with: the same model bit for bit, an epoch lost at most, a torn checkpoint never taken',
  run: (count, playground) => killedOften(count, playground),
  plant: { what: 'a checkpoint with other weights is gone on from', run: (playground) => killedOften(1, playground, { meddle: forge }) },
};
