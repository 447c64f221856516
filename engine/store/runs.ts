import type { AutoChoice, BaselineScore, Evaluation, Failure, HeadKind, Method, RunSummary, Score, Tuning } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ContentHash, ImageId, RunId } from '../domain/ids.ts';
import { wilsonInterval } from '../domain/statistics/intervals.ts';
import { isSameOther, type OtherClass } from '../domain/labels/other-class.ts';
import type { FolderWindow, PictureWindows } from '../domain/models/folder-windows.ts';
import type { FolderReading, PictureReadings } from '../domain/models/folder-readings.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { Reading } from '../domain/models/reading.ts';
import type { Connection } from './connection.ts';
import { staleSince, type TestSetLog } from './test-set.ts';

export interface RunFacts {
  readonly method: Method;
  readonly source: RunSummary['source'];
  readonly cut: string;
  /** First fine-tuned block; null if only the head is trained. */
  readonly tuneFrom: string | null;
  /** The choices it was started with, as plain JSON: what is needed to start it again. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** In the order of the model's outputs. */
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  readonly trainImages: number;
  readonly validationImages: number;
  readonly testImages: number;
  /** The dataset version that the run used. */
  readonly dataVersion: number;
  readonly software: string;
  readonly at: number;
}

export interface RunPrediction {
  readonly image: ImageId;
  /** At the time of the run. */
  readonly split: 'train' | 'validation' | 'test';
  readonly actual: ClassId;
  /** One per class, in the order of the run's classes. */
  readonly probabilities: readonly number[];
}

export interface RunOutcome {
  readonly head: HeadKind | null;
  readonly seconds: number;
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
  readonly predictions: readonly RunPrediction[];
  readonly tuning: Tuning | null;
  readonly auto: AutoChoice | null;
  /** Number of test images that the source model is known to have seen in its own training. */
  readonly testImagesSeen: number;
  /** Choices made during the run, where they were left open at the start. */
  readonly chosen?: {
    readonly method?: Method;
    readonly source?: RunSummary['source'];
    readonly cut?: string;
    readonly tuneFrom?: string | null;
  };
}

/** How long it ran, and whether it has left a checkpoint to resume from. */
export interface RunEnd {
  readonly seconds?: number;
  readonly resumable?: boolean;
}

interface RunRow {
  id: RunId;
  method: Method;
  head: HeadKind | null;
  source: string;
  cut: string;
  seed: number;
  state: RunSummary['state'];
  failure: string | null;
  started_at: number;
  seconds: number;
  classes: string;
  train_images: number;
  validation_images: number;
  test_images: number;
  data_version: number;
  software: string;
  result: string | null;
  stale: number;
  tune_from: string | null;
  settings: string;
  tuning: string | null;
  auto: string | null;
  resumable: number;
  test_images_seen: number;
  test_withheld: number;
  validated: number;
  validated_right: number;
}
interface RunResult {
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
}

/** SQL: the classes that a run was trained on as one. */
const trainedAsOne = `SELECT runs.settings ->> '$.other.id' UNION ALL SELECT value ->> 'id' FROM json_each(runs.settings, '$.other.classes')`;
const columns = `*, ${staleSince('runs', "SELECT value ->> 'id' FROM json_each(runs.classes)", trainedAsOne)} AS stale`;

/** Training runs and their predictions. */
export class RunTable {
  readonly #connection: Connection;
  readonly #testSet: TestSetLog;

  constructor(connection: Connection, testSet: TestSetLog) {
    this.#connection = connection;
    this.#testSet = testSet;
  }

  start(facts: RunFacts): RunId {
    const { added } = this.#connection.run(
      `INSERT INTO runs (method, source, cut, seed, state, started_at, classes, train_images, validation_images, test_images,
         data_version, software, tune_from, settings) VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        facts.method,
        JSON.stringify(facts.source),
        facts.cut,
        facts.seed,
        facts.at,
        JSON.stringify(facts.classes),
        facts.trainImages,
        facts.validationImages,
        facts.testImages,
        facts.dataVersion,
        facts.software,
        facts.tuneFrom,
        JSON.stringify(facts.settings),
      ],
    );
    return added as RunId;
  }

  /** Stores the result and all predictions in one transaction. Errors: `run-not-found`. */
  finish(run: RunId, outcome: RunOutcome): void {
    const { classIds } = this.get(run);
    const result: RunResult = { test: outcome.test, baselines: outcome.baselines };
    this.#connection.transaction(() => {
      for (const prediction of outcome.predictions) this.#keepPrediction(run, classIds, prediction);
      this.#connection.run(
        "UPDATE runs SET state = 'done', failure = NULL, head = ?, seconds = ?, result = ?, tuning = ?, auto = ?, test_images_seen = ?, resumable = 0 WHERE id = ?",
        [outcome.head, outcome.seconds, JSON.stringify(result), asJson(outcome.tuning), asJson(outcome.auto), outcome.testImagesSeen, run],
      );
      this.#keepChoice(run, outcome.chosen ?? {});
      this.#connection.run(
        `UPDATE runs SET test_withheld = ?2, validated = (SELECT count(*) FROM run_predictions p WHERE p.run = ?1 AND p.split = 'validation'),
           validated_right = (SELECT count(*) FROM run_predictions p WHERE p.run = ?1 AND p.split = 'validation' AND p.actual = p.predicted) WHERE id = ?1`,
        { 1: run, 2: Number(this.#testSet.isLocked) },
      );
    });
  }

  fail(run: RunId, failure: Failure, { seconds = 0, resumable = false }: RunEnd = {}): void {
    this.#connection.run("UPDATE runs SET state = 'failed', failure = ?, seconds = ?, resumable = ? WHERE id = ?", [
      JSON.stringify(failure),
      seconds,
      Number(resumable),
      run,
    ]);
  }

  stop(run: RunId, { seconds = 0, resumable = false }: RunEnd = {}): void {
    this.#connection.run("UPDATE runs SET state = 'stopped', seconds = ?, resumable = ? WHERE id = ?", [seconds, Number(resumable), run]);
  }

  /** Marks runs of a studio that crashed as failed: nothing computes them any more. `canGoOn` tells which have left a checkpoint. */
  failUnfinished(canGoOn: (run: RunId) => boolean = () => false): void {
    const failure: Failure = { code: 'studio-ended', facts: {} };
    const left = this.#connection.all<{ id: RunId }>("SELECT id FROM runs WHERE state = 'running'");
    for (const { id } of left) this.fail(id, failure, { resumable: canGoOn(id) });
  }

  /** Marks a run that resumes from its checkpoint as running. Errors: `run-not-found`. */
  restart(run: RunId): void {
    this.get(run);
    this.#connection.run("UPDATE runs SET state = 'running', failure = NULL, resumable = 0 WHERE id = ?", [run]);
  }

  /** Stores what automatic mode has tried so far, so that an interrupted run still shows it. */
  noteAuto(run: RunId, auto: AutoChoice): void {
    this.#connection.run('UPDATE runs SET auto = ? WHERE id = ?', [JSON.stringify(auto), run]);
  }

  /** The choices that a run was started with. Errors: `run-not-found`. */
  settings(run: RunId): Readonly<Record<string, unknown>> {
    return JSON.parse(this.#row(run).settings) as Record<string, unknown>;
  }

  /** The windows that a run used for images of more than 8 bits. Errors: `run-not-found`. */
  windowsOf(run: RunId): PictureWindows {
    const { window = null, folderWindows = [] } = this.settings(run) as { window?: PictureWindow | null; folderWindows?: FolderWindow[] };
    return { window, folders: folderWindows };
  }

  /** The pages and channels that a run read. Errors: `run-not-found`. */
  readingsOf(run: RunId): PictureReadings {
    const { reading = null, folderReadings = [] } = this.settings(run) as { reading?: Reading | null; folderReadings?: FolderReading[] };
    return { reading, folders: folderReadings };
  }

  /** The classes that a run was trained on as one; null if there are none, as in all runs of earlier versions. Errors: `run-not-found`. */
  otherOf(run: RunId): OtherClass | null {
    return otherIn(this.#row(run).settings);
  }

  /** The id that an earlier run has given to a class of the same name and classes that is not one of the project. */
  idOfOther(other: OtherClass): ClassId | null {
    const kept = this.#connection.all<{ settings: string }>("SELECT settings FROM runs WHERE settings ->> '$.other.id' IS NOT NULL");
    return kept.map(({ settings }) => otherIn(settings)!).find((one) => isSameOther(one, other))?.id ?? null;
  }

  /** Newest first. */
  list(): RunSummary[] {
    return this.#connection.all<RunRow>(`SELECT ${columns} FROM runs ORDER BY id DESC`).map(asSummary);
  }

  /** Errors: `run-not-found`. */
  get(run: RunId): RunSummary {
    return asSummary(this.#row(run));
  }

  newestDone(): RunId | null {
    return this.#connection.get<{ id: RunId }>("SELECT id FROM runs WHERE state = 'done' ORDER BY id DESC LIMIT 1")?.id ?? null;
  }

  finished(): RunId[] {
    return this.#connection.all<{ id: RunId }>("SELECT id FROM runs WHERE state = 'done'").map(({ id }) => id);
  }

  count(): number {
    return this.#connection.get<{ count: number }>('SELECT count(*) AS count FROM runs')?.count ?? 0;
  }

  /** Includes a withheld score, which callers must respect. Errors: `run-not-found`, `run-not-finished`. */
  evaluation(run: RunId): Evaluation {
    const row = this.#row(run);
    if (row.result === null) throw new StudioError('run-not-finished', { run });
    const { test, baselines } = JSON.parse(row.result) as RunResult;
    const { method, head, dataVersion, stale, source, cut, seed, software, other } = asSummary(row);
    return {
      run,
      method,
      head,
      test,
      baselines: [...baselines],
      testImagesSeen: row.test_images_seen,
      dataVersion,
      stale,
      source,
      cut,
      seed,
      software,
      nearDuplicates: (this.settings(run) as { nearDuplicates?: Evaluation['nearDuplicates'] }).nearDuplicates ?? null,
      other,
      folderWindows: this.windowsOf(run).folders,
      readings: this.readingsOf(run),
    };
  }

  /** A run's predictions for one part of the split, in order of image id. */
  predictions(run: RunId, split: RunPrediction['split']): RunPrediction[] {
    return this.#connection
      .all<{ image: ImageId; actual: ClassId; probabilities: Uint8Array }>(
        'SELECT image, actual, probabilities FROM run_predictions WHERE run = ? AND split = ? ORDER BY image',
        [run, split],
      )
      .map(({ image, actual, probabilities }) => ({ image, split, actual, probabilities: fromFloat32(probabilities) }));
  }

  /** The test images of a run, in the order in which they were added. */
  testImages(run: RunId): { readonly id: ImageId; readonly hash: ContentHash }[] {
    return this.#connection.all(
      `SELECT i.id, i.hash FROM run_predictions p JOIN images i ON i.id = p.image
       WHERE p.run = ? AND p.split = 'test' ORDER BY i.id`,
      [run],
    );
  }

  /** Number of validation and test images of a run that were cut out of photographs. */
  cutOut(run: RunId): number {
    return (
      this.#connection.get<{ images: number }>(
        'SELECT count(*) AS images FROM run_predictions p JOIN images i ON i.id = p.image WHERE p.run = ? AND i.photograph IS NOT NULL',
        [run],
      )?.images ?? 0
    );
  }

  #row(run: RunId): RunRow {
    const row = this.#connection.get<RunRow>(`SELECT ${columns} FROM runs WHERE id = ?`, [run]);
    if (!row) throw new StudioError('run-not-found', { run });
    return row;
  }

  #keepChoice(run: RunId, { method, source, cut, tuneFrom }: NonNullable<RunOutcome['chosen']>): void {
    if (method !== undefined) this.#connection.run('UPDATE runs SET method = ? WHERE id = ?', [method, run]);
    if (source !== undefined) this.#connection.run('UPDATE runs SET source = ? WHERE id = ?', [JSON.stringify(source), run]);
    if (cut !== undefined) this.#connection.run('UPDATE runs SET cut = ? WHERE id = ?', [cut, run]);
    if (tuneFrom !== undefined) this.#connection.run('UPDATE runs SET tune_from = ? WHERE id = ?', [tuneFrom, run]);
  }

  #keepPrediction(run: RunId, classIds: readonly ClassId[], { image, split, actual, probabilities }: RunPrediction): void {
    const probability = Math.max(...probabilities);
    const predicted = classIds[probabilities.indexOf(probability)];
    if (predicted === undefined) {
      throw new Error(`run ${run} has ${classIds.length} classes, image ${image} ${probabilities.length} probabilities`);
    }
    this.#connection.run(
      `INSERT INTO run_predictions (run, image, split, actual, predicted, probability, probabilities) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [run, image, split, actual, predicted, probability, toFloat32(probabilities)],
    );
  }
}

function asSummary(row: RunRow): RunSummary {
  const classes = JSON.parse(row.classes) as { id: ClassId; name: string }[];
  const result = row.result === null ? null : (JSON.parse(row.result) as RunResult);
  return {
    run: row.id,
    method: row.method,
    head: row.head,
    source: JSON.parse(row.source) as RunSummary['source'],
    cut: row.cut,
    seed: row.seed,
    tuneFrom: row.tune_from,
    tuning: fromJson<Tuning>(row.tuning),
    auto: fromJson<AutoChoice>(row.auto),
    resumable: row.resumable === 1,
    state: row.state,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
    startedAt: row.started_at,
    seconds: row.seconds,
    classes: classes.map(({ name }) => name),
    classIds: classes.map(({ id }) => id),
    other: otherInRun(otherIn(row.settings)),
    trainImages: row.train_images,
    validationImages: row.validation_images,
    testImages: row.test_images,
    dataVersion: row.data_version,
    stale: row.stale === 1,
    software: row.software,
    testWithheld: row.test_withheld === 1,
    accuracy: row.test_withheld === 1 ? null : (result?.test.accuracy ?? null),
    validation: row.validated > 0 ? wilsonInterval(row.validated_right, row.validated) : null,
  };
}

const otherIn = (settings: string): OtherClass | null => (JSON.parse(settings) as { other?: OtherClass | null }).other ?? null;
const otherInRun = (other: OtherClass | null): RunSummary['other'] =>
  other && { classId: other.id, name: other.name, isOwn: other.isOwn, classes: other.classes.map(({ id, name }) => ({ id, name })) };

const asJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
const fromJson = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

/** Encodes numbers as little-endian float32 on every platform. */
function toFloat32(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true);
  return new Uint8Array(view.buffer);
}

function fromFloat32(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, index) => view.getFloat32(index * 4, true));
}
