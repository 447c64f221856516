import type { TestSetEvent } from '../contract/index.ts';
import type { ImageId, RunId } from '../domain/ids.ts';
import type { Split } from '../domain/labels/split.ts';
import type { ActionLog } from './action-log.ts';
import { saidSince, type ActionId, type AnnotationLog, type Statement, type Who } from './annotations.ts';
import type { Connection } from './connection.ts';
import { isUsed } from './image-query.ts';

/** Number of runs and reports scored on the same images. Runs whose score is withheld do not count: nobody has seen it. */
export interface Looks {
  readonly runs: number;
  readonly reports: number;
}

/** SQL: each use of a test image: for a run by its predictions, for a report by its list. Reports count from their first point on. */
const looksAtImages = `
  SELECT p.image AS image FROM run_predictions p JOIN runs r ON r.id = p.run WHERE p.split = 'test' AND r.state = 'done' AND r.test_withheld = 0
  UNION ALL
  SELECT t.value ->> 'image' AS image FROM reports, json_each(reports.test_images) AS t
  WHERE EXISTS (SELECT 1 FROM report_points WHERE report = reports.id)`;
/** Share of common images from which two test sets count as the same: a few more images do not make it another one. */
const sameFrom = 0.5;

type Judged = 'runs' | 'reports' | 'rankings';

/** SQL: whether another test set has been drawn since a row of a table was started. */
const drawnSince = (table: Judged): string =>
  `EXISTS (SELECT 1 FROM test_set_events d WHERE d.kind = 'draw' AND d.last_${table.slice(0, -1)} >= ${table}.id)`;

/**
 * SQL: whether a row of a table is stale, by the annotation log or by a draw (those older than that log are only in test_set_events).
 * @param classes SQL that selects the ids of its classes
 * @param asOne SQL that selects the ids of classes that it treats as one
 */
export const staleSince = (table: Judged, classes: string, asOne?: string): string =>
  `(${saidSince(table, classes, asOne)} OR ${drawnSince(table)})`;

/** The test images of a project: what was scored on them, whether scores are withheld, and when they were drawn. Append-only. */
export class TestSetLog {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;
  readonly #log: ActionLog;

  constructor(parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog }) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
  }

  /** The current test images, or those a run was scored on. */
  images(run?: RunId): ImageId[] {
    const rows =
      run === undefined
        ? this.#connection.all<{ image: ImageId }>(`SELECT id AS image FROM images WHERE split = 'test' AND ${isUsed} ORDER BY id`)
        : this.#connection.all<{ image: ImageId }>("SELECT image FROM run_predictions WHERE run = ? AND split = 'test' ORDER BY image", [
            run,
          ]);
    return rows.map(({ image }) => image);
  }

  /** How many runs and reports used these images, or at least half of them, as test images. */
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

  /** For every image that was ever a test image, the number of runs and reports scored on it. */
  looksPerImage(): Map<ImageId, number> {
    const rows = this.#connection.all<{ image: ImageId; looks: number }>(
      `SELECT image, count(*) AS looks FROM (${looksAtImages}) GROUP BY image`,
    );
    return new Map(rows.map(({ image, looks }) => [image, looks]));
  }

  /** Number of labelled images that nothing has been scored on yet. */
  unlooked(): number {
    return (
      this.#connection.get<{ count: number }>(`SELECT count(*) AS count FROM images WHERE ${isUsed} AND id NOT IN (${looksAtImages})`)
        ?.count ?? 0
    );
  }

  get isLocked(): boolean {
    const last = this.#connection.get<{ kind: string }>(
      "SELECT kind FROM test_set_events WHERE kind = 'lock' OR kind = 'open' AND run IS NULL ORDER BY id DESC LIMIT 1",
    );
    return last?.kind === 'lock';
  }

  /** Number of runs whose test score is withheld. */
  get withheld(): number {
    return this.#connection.get<{ count: number }>('SELECT count(*) AS count FROM runs WHERE test_withheld = 1')?.count ?? 0;
  }

  /** Number of finished runs and reports not yet made stale by a draw. */
  current(): Looks {
    const count = (table: 'runs' | 'reports'): number =>
      this.#connection.get<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE state = 'done' AND NOT ${drawnSince(table)}`)
        ?.count ?? 0;
    return { runs: count('runs'), reports: count('reports') };
  }

  /** Splits the images anew, as an action that can be undone. Images not in `splits` lose their part and count as new. */
  draw(
    splits: ReadonlyMap<ImageId, Split>,
    { seed, images, looked, chosen = null }: { seed: number; images: number; looked: number; chosen?: string | null },
    who: Who,
  ): void {
    this.#connection.transaction(() => {
      const before = this.#connection.all<{ id: ImageId }>('SELECT id FROM images WHERE split IS NOT NULL ORDER BY id');
      const said = [...new Set([...before.map(({ id }) => id), ...splits.keys()])].map((image): Statement => ({
        kind: 'split',
        image,
        value: splits.get(image) ?? null,
      }));
      const action = this.#log.begin('test-set-draw', '', who);
      this.#log.record(action, this.#annotations.news(said), { ...who, how: 'drawn' });
      this.#log.countImages(action);
      this.#add('draw', who, { seed, images, looked, action, chosen });
    });
  }

  /** From now on finished runs withhold their test score. Does nothing if that is already so. */
  lock(who: Who): void {
    if (!this.isLocked) this.#add('lock', who, {});
  }

  /** Reveals the score of one run, or of all and from now on (null). Does nothing if nothing is withheld. */
  open(run: RunId | null, who: Who): void {
    this.#connection.transaction(() => {
      const { changes } =
        run === null
          ? this.#connection.run('UPDATE runs SET test_withheld = 0 WHERE test_withheld = 1')
          : this.#connection.run('UPDATE runs SET test_withheld = 0 WHERE test_withheld = 1 AND id = ?', [run]);
      if (changes > 0 || (run === null && this.isLocked)) this.#add('open', who, { run });
    });
  }

  /** Actions on the test set, newest first. */
  history(): TestSetEvent[] {
    return this.#connection
      .all<Omit<TestSetEvent, 'undone'> & { undone: number }>(
        `SELECT e.kind, e.at, e.by, e.run, e.seed, e.images, e.looked, e.chosen, coalesce(a.state <> 'done', 0) AS undone
       FROM test_set_events e LEFT JOIN actions a ON a.id = e.action ORDER BY e.id DESC`,
      )
      .map((event) => ({ ...event, undone: event.undone === 1 }));
  }

  #add(
    kind: TestSetEvent['kind'],
    { at, by }: Who,
    facts: { run?: RunId | null; seed?: number; images?: number; looked?: number; action?: ActionId; chosen?: string | null },
  ): void {
    this.#connection.run(
      `INSERT INTO test_set_events (kind, at, by, run, seed, images, looked, action, chosen, last_run, last_report, last_ranking) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,
         (SELECT coalesce(max(id), 0) FROM runs), (SELECT coalesce(max(id), 0) FROM reports), (SELECT coalesce(max(id), 0) FROM rankings))`,
      [
        kind,
        at,
        by,
        facts.run ?? null,
        facts.seed ?? null,
        facts.images ?? null,
        facts.looked ?? null,
        facts.action ?? null,
        facts.chosen ?? null,
      ],
    );
  }
}
