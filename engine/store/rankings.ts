import type { Ranking, RankingTrial } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import type { RankingData } from '../domain/ranking/ranking-data.ts';
import type { Connection } from './connection.ts';
import { staleSince } from './test-set.ts';
import { packOutcomes, unpackOutcomes } from './ranking-outcomes.ts';

/** A ranking as it is shown, without its number and whether it is stale. */
export type RankingResult = Omit<Ranking, 'ranking' | 'stale'>;
type KeptData = RankingData<ImageId, ClassId>;

interface RankingRow {
  id: number;
  result: string;
  stale: number;
}
interface DataRow {
  seed: number;
  images: string;
  outcomes: Uint8Array;
}
interface KeptImages {
  readonly classes: KeptData['classes'];
  readonly images: KeptData['images'];
}

const columns = `id, result, ${staleSince('rankings', "SELECT value FROM json_each(rankings.images, '$.classes')")} AS stale`;

/** Rankings of source models with all data that they are computed from, and their trials. */
export class RankingTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Stores a ranking and returns its number, once it is on disk. */
  add(result: RankingResult, { classes, images, ...outcomes }: KeptData): number {
    const kept: KeptImages = { classes, images };
    return this.#connection.run('INSERT INTO rankings (at, data_version, seed, images, result, outcomes) VALUES (?, ?, ?, ?, ?, ?)', [
      result.at,
      result.dataVersion,
      result.seed,
      JSON.stringify(kept),
      JSON.stringify(result),
      packOutcomes(outcomes, images.length),
    ]).added;
  }

  latest(): Ranking | null {
    const row = this.#connection.get<RankingRow>(`SELECT ${columns} FROM rankings ORDER BY id DESC LIMIT 1`);
    return row ? asRanking(row) : null;
  }

  /** Errors: `ranking-not-found`. */
  get(ranking: number): Ranking {
    const row = this.#connection.get<RankingRow>(`SELECT ${columns} FROM rankings WHERE id = ?`, [ranking]);
    if (!row) throw new StudioError('ranking-not-found', { ranking });
    return asRanking(row);
  }

  /** The data that a ranking is computed from. Errors: `ranking-not-found`. */
  data(ranking: number): KeptData {
    const row = this.#connection.get<DataRow>('SELECT seed, images, outcomes FROM rankings WHERE id = ?', [ranking]);
    if (!row) throw new StudioError('ranking-not-found', { ranking });
    const kept = JSON.parse(row.images) as KeptImages;
    return { ...kept, ...unpackOutcomes(row.outcomes, kept.images.length), seed: row.seed };
  }

  /** Stores the trial of a ranking, replacing an earlier one. */
  keepTrial(trial: RankingTrial, at: number): void {
    this.#connection.run('INSERT OR REPLACE INTO ranking_trials (ranking, at, result) VALUES (?, ?, ?)', [
      trial.ranking,
      at,
      JSON.stringify(trial),
    ]);
  }

  trial(ranking: number): RankingTrial | null {
    const row = this.#connection.get<{ result: string }>('SELECT result FROM ranking_trials WHERE ranking = ?', [ranking]);
    return row ? (JSON.parse(row.result) as RankingTrial) : null;
  }
}

function asRanking({ id, result, stale }: RankingRow): Ranking {
  return { ranking: id, ...(JSON.parse(result) as RankingResult), stale: stale === 1 };
}
