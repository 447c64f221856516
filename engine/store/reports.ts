import type { Failure, ReportPlan, ReportSummary, RunSummary } from '../contract/index.ts';
import type { PictureReadings } from '../domain/models/folder-readings.ts';
import type { FolderWindow } from '../domain/models/folder-windows.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import type { ReportImage, TransferFigures, TransferPoint } from '../domain/report/transfer-benefit.ts';
import type { Connection } from './connection.ts';
import { staleSince } from './test-set.ts';
import { edition, figuresOfEarlier, planOfEarlier, type EarlierFigures, type EarlierPlan } from './earlier-reports.ts';

/** Everything a report was started with: enough to repeat its training. */
export interface ReportFacts {
  readonly quick: boolean;
  readonly source: RunSummary['source'];
  readonly cut: string;
  readonly seed: number;
  readonly at: number;
  /** The dataset version that the report used. */
  readonly dataVersion: number;
  readonly software: string;
  /** By class index. */
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  readonly plan: ReportPlan;
  readonly trainImages: readonly ReportImage<ImageId, ClassId>[];
  readonly testImages: readonly ReportImage<ImageId, ClassId>[];
  /** Number of test images that the source model is known to have seen in its own training. */
  readonly testImagesSeen: number;
  /** The windows of images of more than 8 bits in certain folders; folders are named shortly. */
  readonly folderWindows: FolderWindow[];
  /** The pages and channels read. */
  readonly readings: PictureReadings;
}

export interface StoredReport extends ReportFacts {
  readonly report: number;
  readonly state: ReportSummary['state'];
  readonly failure: Failure | null;
  readonly seconds: number;
  readonly stale: boolean;
  /** From edition 1: readable, but neither resumed nor recomputed. */
  readonly earlier: boolean;
  /** Null until it is finished. */
  readonly figures: TransferFigures | null;
}

export type StoredPoint = TransferPoint<ImageId>;

interface ReportRow {
  id: number;
  state: ReportSummary['state'];
  failure: string | null;
  quick: number;
  source: string;
  cut: string;
  seed: number;
  started_at: number;
  seconds: number;
  data_version: number;
  software: string;
  classes: string;
  plan: string;
  train_images: string;
  test_images: string;
  test_images_seen: number;
  folder_windows: string;
  readings: string;
  result: string | null;
  stale: number;
  edition: number;
}
interface PointRow {
  arm: StoredPoint['arm'];
  per_class: number;
  seed: number;
  train_images: string;
  predicted: Uint8Array;
  validation_score: number | null;
  finished: number;
  image_passes: number;
  trials: number;
  seconds: number;
  curve: string;
}

const columns = `*, ${staleSince('reports', "SELECT value ->> 'id' FROM json_each(reports.classes)")} AS stale`;

/** Transfer reports and all their points. A point is on disk when `addPoint` returns. */
export class ReportTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  start(facts: ReportFacts): number {
    return this.#connection.run(
      `INSERT INTO reports (state, edition, quick, source, cut, seed, started_at, data_version, software, classes, plan, train_images, test_images, test_images_seen, folder_windows, readings)
       VALUES ('running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        edition,
        facts.quick ? 1 : 0,
        JSON.stringify(facts.source),
        facts.cut,
        facts.seed,
        facts.at,
        facts.dataVersion,
        facts.software,
        JSON.stringify(facts.classes),
        JSON.stringify(facts.plan),
        JSON.stringify(facts.trainImages),
        JSON.stringify(facts.testImages),
        facts.testImagesSeen,
        JSON.stringify(facts.folderWindows),
        JSON.stringify(facts.readings),
      ],
    ).added;
  }

  /** Stores a finished point, replacing an earlier one. Errors: `report-not-found`, also for a report removed meanwhile. */
  addPoint(report: number, point: StoredPoint): void {
    this.#connection.transaction(() => {
      this.#row(report);
      this.#connection.run(
        `INSERT OR REPLACE INTO report_points (report, arm, per_class, seed, train_images, predicted, validation_score, finished, image_passes, trials, seconds, curve)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          report,
          point.arm,
          point.perClass,
          point.seed,
          JSON.stringify(point.trainImages),
          toUint16(point.predicted),
          point.validationScore,
          point.finished ? 1 : 0,
          point.imagePasses,
          point.trials,
          point.seconds,
          JSON.stringify(point.curve),
        ],
      );
    });
  }

  finish(report: number, figures: TransferFigures, seconds: number): void {
    this.#connection.run("UPDATE reports SET state = 'done', failure = NULL, result = ?, seconds = ? WHERE id = ?", [
      JSON.stringify(figures),
      seconds,
      report,
    ]);
  }

  stop(report: number, seconds: number): void {
    this.#connection.run("UPDATE reports SET state = 'stopped', failure = NULL, seconds = ? WHERE id = ?", [seconds, report]);
  }

  fail(report: number, failure: Failure, seconds: number): void {
    this.#connection.run("UPDATE reports SET state = 'failed', failure = ?, seconds = ? WHERE id = ?", [
      JSON.stringify(failure),
      seconds,
      report,
    ]);
  }

  /** Marks an interrupted report as running again. Errors: `report-not-found`, `report-finished`, `report-earlier`, `report-stale`. */
  resume(report: number): void {
    const { state, stale, edition: made } = this.#row(report);
    if (made < edition) throw new StudioError('report-earlier', { report });
    if (state === 'done') throw new StudioError('report-finished', { report });
    if (stale === 1) throw new StudioError('report-stale', { report });
    this.#connection.run("UPDATE reports SET state = 'running', failure = NULL WHERE id = ?", [report]);
  }

  /** Marks reports of a studio that crashed as failed: nothing computes them any more. Their points stay. */
  failUnfinished(): void {
    const failure: Failure = { code: 'studio-ended', facts: {} };
    this.#connection.run("UPDATE reports SET state = 'failed', failure = ? WHERE state = 'running'", [JSON.stringify(failure)]);
  }

  /** Newest first. */
  list(): StoredReport[] {
    return this.#connection.all<ReportRow>(`SELECT ${columns} FROM reports ORDER BY id DESC`).map(asReport);
  }

  /** Errors: `report-not-found`. */
  get(report: number): StoredReport {
    return asReport(this.#row(report));
  }

  /** The newest finished report whose figures can be recomputed. */
  newestDone(): number | null {
    return (
      this.#connection.get<{ id: number }>("SELECT id FROM reports WHERE state = 'done' AND edition = ? ORDER BY id DESC LIMIT 1", [
        edition,
      ])?.id ?? null
    );
  }

  /** The points finished so far. */
  points(report: number): StoredPoint[] {
    return this.#connection
      .all<PointRow>('SELECT * FROM report_points WHERE report = ? ORDER BY arm, per_class, seed', [report])
      .map((row) => ({
        arm: row.arm,
        perClass: row.per_class,
        seed: row.seed,
        trainImages: JSON.parse(row.train_images) as ImageId[],
        predicted: fromUint16(row.predicted),
        validationScore: row.validation_score,
        finished: row.finished === 1,
        imagePasses: row.image_passes,
        trials: row.trials,
        seconds: row.seconds,
        curve: JSON.parse(row.curve) as StoredPoint['curve'],
      }));
  }

  /** Errors: `report-not-found`. */
  remove(report: number): void {
    this.#connection.transaction(() => {
      this.#row(report);
      this.#connection.run('DELETE FROM report_points WHERE report = ?', [report]);
      this.#connection.run('DELETE FROM reports WHERE id = ?', [report]);
    });
  }

  #row(report: number): ReportRow {
    const row = this.#connection.get<ReportRow>(`SELECT ${columns} FROM reports WHERE id = ?`, [report]);
    if (!row) throw new StudioError('report-not-found', { report });
    return row;
  }
}

function asReport(row: ReportRow): StoredReport {
  const earlier = row.edition < edition;
  return {
    report: row.id,
    state: row.state,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
    quick: row.quick === 1,
    source: JSON.parse(row.source) as ReportFacts['source'],
    cut: row.cut,
    seed: row.seed,
    at: row.started_at,
    seconds: row.seconds,
    dataVersion: row.data_version,
    software: row.software,
    classes: JSON.parse(row.classes) as ReportFacts['classes'],
    plan: earlier ? planOfEarlier(JSON.parse(row.plan) as EarlierPlan) : (JSON.parse(row.plan) as ReportPlan),
    trainImages: JSON.parse(row.train_images) as ReportFacts['trainImages'],
    testImages: JSON.parse(row.test_images) as ReportFacts['testImages'],
    testImagesSeen: row.test_images_seen,
    folderWindows: JSON.parse(row.folder_windows) as FolderWindow[],
    readings: JSON.parse(row.readings) as PictureReadings,
    stale: row.stale === 1,
    earlier,
    figures:
      row.result === null
        ? null
        : earlier
          ? figuresOfEarlier(JSON.parse(row.result) as EarlierFigures)
          : (JSON.parse(row.result) as TransferFigures),
  };
}

/** Encodes indexes as little-endian 16-bit integers on every platform. */
function toUint16(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  for (let at = 0; at < values.length; at++) view.setUint16(at * 2, values[at] as number, true);
  return new Uint8Array(view.buffer);
}

function fromUint16(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 2 }, (_, index) => view.getUint16(index * 2, true));
}
