import type { TestSetEvent } from '../contract/index.ts';
import type { ImageId, RunId } from '../domain/ids.ts';
import type { Split } from '../domain/labels/split.ts';
import type { ActionLog } from './action-log.ts';
import { saidSince, type ActionId, type AnnotationLog, type Statement, type Who } from './annotations.ts';
import type { Connection } from './connection.ts';
import { isUsed } from './image-query.ts';

/** How many runs and reports were scored on the same images. Runs whose score is withheld do not count: nobody has looked. */
export interface Looks { readonly runs: number; readonly reports: number }

/** An image counts as a test image of a run by what was predicted, of a report by its list. Reports count from their first point on. */
const looksAtImages = `
  SELECT p.image AS image FROM run_predictions p JOIN runs r ON r.id = p.run WHERE p.split = 'test' AND r.state = 'done' AND r.test_withheld = 0
  UNION ALL
  SELECT t.value ->> 'image' AS image FROM reports, json_each(reports.test_images) AS t
  WHERE EXISTS (SELECT 1 FROM report_points WHERE report = reports.id)`;
/** From this share of common images on two test sets count as the same one: a few images more do not make it another. */
const sameFrom = 0.5;

type Judged = 'runs' | 'reports' | 'rankings';

/** SQL: whether another test set was drawn since a row of a table was begun. */
const drawnSince = (table: Judged): string =>
  `EXISTS (SELECT 1 FROM test_set_events d WHERE d.kind = 'draw' AND d.last_${table.slice(0, -1)} >= ${table}.id)`;

/**
 * SQL: whether a row of a table is stale, by the log of annotations. Draws older than that log are only known by the rows that they made stale.
 * @param classes SQL that selects the ids of its classes
 */
export const staleSince = (table: Judged, classes: string): string => `(${saidSince(table, classes)} OR ${drawnSince(table)})`;

/** The test images of a project: who looked at them, whether their scores are withheld, and when they were drawn anew. Append-only. */
export class TestSetLog {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;
  readonly #log: ActionLog;

  constructor(parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog }) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
  }

  /** The test images of the split as it is now, or those a run was scored on. */
  images(run?: RunId): ImageId[] {
    const rows = run === undefined
      ? this.#connection.all<{ image: ImageId }>(`SELECT id AS image FROM images WHERE split = 'test' AND ${isUsed} ORDER BY id`)
      : this.#connection.all<{ image: ImageId }>("SELECT image FROM run_predictions WHERE run = ? AND split = 'test' ORDER BY image", [run]);
    return rows.map(({ image }) => image);
  }

  /** How often these images, or at least half of them, served as test images. */
  looksAt(images: readonly ImageId[]): Looks {
    if (images.length === 0) return { runs: 0, reports: 0 };
    const parameters = { 1: JSON.stringify(images), 2: Math.max(1, images.length * sameFrom) };
    const count = (sql: string): number => this.#connection.get<{ count: number }>(sql, parameters)?.count ?? 0;
    return {
      runs: count(`SELECT count(*) AS count FROM runs WHERE state = 'done' AND test_withheld = 0 AND (
        SELECT count(*) FROM run_predictions p WHERE p.run = runs.id AND p.split = 'test' AND p.image IN (SELECT value FROM json_each(?1))) >= ?2`),
      reports: count(`SELECT count(*) AS count FROM reports WHERE EXISTS (SELECT 1 FROM report_points WHERE report = reports.id) AND (
        SELECT count(*) FROM json_each(reports.test_images) WHERE value ->> 'image' IN (SELECT value FROM json_each(?1))) >= ?2`),
    };
  }

  /** Of every image that ever was a test image: how many runs and reports were scored on it. */
  looksPerImage(): Map<ImageId, number> {
    const rows = this.#connection.all<{ image: ImageId; looks: number }>(`SELECT image, count(*) AS looks FROM (${looksAtImages}) GROUP BY image`);
    return new Map(rows.map(({ image, looks }) => [image, looks]));
  }

  /** Labelled images that nobody was scored on yet. */
  unlooked(): number {
    return this.#connection.get<{ count: number }>(
      `SELECT count(*) AS count FROM images WHERE ${isUsed} AND id NOT IN (${looksAtImages})`)?.count ?? 0;
  }

  get isLocked(): boolean {
    const last = this.#connection.get<{ kind: string }>("SELECT kind FROM test_set_events WHERE kind = 'lock' OR kind = 'open' AND run IS NULL ORDER BY id DESC LIMIT 1");
    return last?.kind === 'lock';
  }

  /** Runs whose test score is withheld. */
  get withheld(): number {
    return this.#connection.get<{ count: number }>('SELECT count(*) AS count FROM runs WHERE test_withheld = 1')?.count ?? 0;
  }

  /** Finished runs and reports that another draw would make stale, or that this one has. */
  current(): Looks {
    const count = (table: 'runs' | 'reports'): number => this.#connection.get<{ count: number }>(
      `SELECT count(*) AS count FROM ${table} WHERE state = 'done' AND NOT ${drawnSince(table)}`)?.count ?? 0;
    return { runs: count('runs'), reports: count('reports') };
  }

  /** Divides the images anew, as an action that can be undone. Images that are not divided lose their part, so that they come into it as new ones. */
  draw(splits: ReadonlyMap<ImageId, Split>, { seed, images, looked }: { seed: number; images: number; looked: number }, who: Who): void {
    this.#connection.transaction(() => {
      const before = this.#connection.all<{ id: ImageId }>('SELECT id FROM images WHERE split IS NOT NULL ORDER BY id');
      const said = [...new Set([...before.map(({ id }) => id), ...splits.keys()])]
        .map((image): Statement => ({ kind: 'split', image, value: splits.get(image) ?? null }));
      const action = this.#log.begin('test-set-draw', '', who);
      this.#log.record(action, this.#annotations.news(said), { ...who, how: 'drawn' });
      this.#log.countImages(action);
      this.#add('draw', who, { seed, images, looked, action });
    });
  }

  /** From now on a finished run keeps its test score to itself. Changes nothing where that is so already. */
  lock(who: Who): void {
    if (!this.isLocked) this.#add('lock', who, {});
  }

  /** Tells the score of one run, or of all from now on. Changes nothing where nothing is withheld. */
  open(run: RunId | null, who: Who): void {
    this.#connection.transaction(() => {
      const { changes } = run === null
        ? this.#connection.run('UPDATE runs SET test_withheld = 0 WHERE test_withheld = 1')
        : this.#connection.run('UPDATE runs SET test_withheld = 0 WHERE test_withheld = 1 AND id = ?', [run]);
      if (changes > 0 || (run === null && this.isLocked)) this.#add('open', who, { run });
    });
  }

  /** What was done to the test set, newest first. */
  history(): TestSetEvent[] {
    return this.#connection.all<Omit<TestSetEvent, 'undone'> & { undone: number }>(
      `SELECT e.kind, e.at, e.by, e.run, e.seed, e.images, e.looked, coalesce(a.state <> 'done', 0) AS undone
       FROM test_set_events e LEFT JOIN actions a ON a.id = e.action ORDER BY e.id DESC`).map((event) => ({ ...event, undone: event.undone === 1 }));
  }

  #add(kind: TestSetEvent['kind'], { at, by }: Who, facts: { run?: RunId | null; seed?: number; images?: number; looked?: number; action?: ActionId }): void {
    this.#connection.run(
      `INSERT INTO test_set_events (kind, at, by, run, seed, images, looked, action, last_run, last_report, last_ranking) VALUES (?, ?, ?, ?, ?, ?, ?, ?,
         (SELECT coalesce(max(id), 0) FROM runs), (SELECT coalesce(max(id), 0) FROM reports), (SELECT coalesce(max(id), 0) FROM rankings))`,
      [kind, at, by, facts.run ?? null, facts.seed ?? null, facts.images ?? null, facts.looked ?? null, facts.action ?? null]);
  }
}
