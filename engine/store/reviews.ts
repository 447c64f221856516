import type { DataReview, FindingSeen } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import { findingKinds, keptMark, stateOf, type Finding, type FindingKind, type FoundImage } from '../domain/review/findings.ts';
import type { ActionLog } from './action-log.ts';
import type { Statement, Who } from './annotations.ts';
import type { Connection } from './connection.ts';
import type { ImageTable } from './images.ts';

/** A review as it is stored: without what is counted anew each time. */
export type ReviewFacts = Omit<DataReview, 'added' | 'found'>;

/** What a review finds out about images beside its findings. */
export interface Compared {
  /** Pairs of near-duplicates, besides those whose hashes tell. */
  readonly alike: readonly (readonly [ImageId, ImageId])[];
  /** The largest class probability of images, from 0 to 1, by models that have not seen their labels. */
  readonly certainty: readonly (readonly [ImageId, number])[];
}

interface FindingRow {
  readonly id: number;
  readonly kind: FindingKind;
  readonly images: string;
  readonly doubt: string | null;
}
interface KnownFinding extends Finding {
  readonly id: number;
}
interface FoundRow {
  readonly id: ImageId;
  readonly class: ClassId | null;
  readonly excluded: string | null;
  readonly kept: string | null;
}

/** What the last review of the images found. What was kept as it is stands in the annotation log, so that it can be undone. */
export class ReviewTable {
  readonly #connection: Connection;
  readonly #log: ActionLog;
  readonly #images: ImageTable;

  constructor(parts: { connection: Connection; log: ActionLog; images: ImageTable }) {
    this.#connection = parts.connection;
    this.#log = parts.log;
    this.#images = parts.images;
  }

  /** Stores a review with its findings, in the order in which they will be shown, and what else was found out about the images, in place of the last one. */
  replace(facts: ReviewFacts, findings: readonly Finding[], { alike, certainty }: Compared): void {
    this.#connection.transaction(() => {
      this.#connection.run('DELETE FROM findings');
      this.#connection.run('INSERT OR REPLACE INTO reviews (only, at, facts, alike) VALUES (1, ?, ?, ?)', [
        facts.at,
        JSON.stringify(facts),
        JSON.stringify(alike),
      ]);
      this.#connection.run('UPDATE images SET certainty = NULL WHERE certainty IS NOT NULL');
      this.#connection.run('UPDATE images SET certainty = said.value ->> 1 FROM json_each(?) AS said WHERE images.id = said.value ->> 0', [
        JSON.stringify(certainty),
      ]);
      this.#connection.run(
        'INSERT INTO findings (kind, images, doubt) SELECT value ->> 0, value -> 1, nullif(value -> 2, ?) FROM json_each(?) ORDER BY key',
        ['null', JSON.stringify(findings.map(({ kind, images, doubt }) => [kind, images, doubt]))],
      );
    });
  }

  /** Pairs of images that the last review took for near-duplicates, besides those whose hashes tell. */
  alike(): readonly (readonly [ImageId, ImageId])[] {
    const row = this.#connection.get<{ alike: string }>('SELECT alike FROM reviews');
    return row === undefined ? [] : (JSON.parse(row.alike) as [ImageId, ImageId][]);
  }

  /** The last review; null before the first. */
  latest(): DataReview | null {
    const row = this.#connection.get<{ at: number; facts: string }>('SELECT at, facts FROM reviews');
    if (row === undefined) return null;
    const states = Map.groupBy(this.#judged(null), ({ finding }) => finding.kind);
    return {
      ...(JSON.parse(row.facts) as ReviewFacts),
      added:
        this.#connection.get<{ added: number }>('SELECT count(*) AS added FROM images WHERE added_at > ? AND removed IS NULL', [row.at])
          ?.added ?? 0,
      found: findingKinds.map((kind) => {
        const of = states.get(kind) ?? [];
        return { kind, all: of.length, open: of.filter(({ state }) => state === 'open').length };
      }),
    };
  }

  /** A page of the findings of a kind, all or those still open, and how many there are in all. */
  page(request: { kind: FindingKind; open: boolean; offset: number; limit: number }): { total: number; findings: FindingSeen[] } {
    const fitting = this.#judged(request.kind).filter(({ state }) => !request.open || state === 'open');
    const findings = fitting.slice(request.offset, request.offset + request.limit).map(({ finding, state }): FindingSeen => ({
      finding: finding.id,
      kind: finding.kind,
      state,
      images: this.#images.summaries(finding.images),
      doubt: finding.doubt,
    }));
    return { total: fitting.length, findings };
  }

  /** For each image, the first kind of finding that is still to be decided. */
  openKinds(): Map<ImageId, FindingKind> {
    const open = this.#judged(null).filter(({ state }) => state === 'open');
    return new Map(
      open.toReversed().flatMap(({ finding }) => finding.images.map((image): [ImageId, FindingKind] => [image, finding.kind])),
    );
  }

  /** Marks findings as kept as they are, as one action. Returns the number of images marked. Errors: `finding-not-found`. */
  keep(ids: readonly number[], who: Who): number {
    return this.#connection.transaction(() => {
      const chosen = this.#findings('WHERE id IN (SELECT value FROM json_each(?))', [JSON.stringify(ids)]);
      const known = new Set(chosen.map(({ id }) => id));
      const unknown = ids.find((id) => !known.has(id));
      if (unknown !== undefined) throw new StudioError('finding-not-found', { finding: unknown });
      const now = this.#imagesOf(chosen);
      const marks = new Map<ImageId, Set<string>>();
      for (const finding of chosen)
        for (const image of finding.images) marks.set(image, (marks.get(image) ?? new Set(now.get(image)!.kept)).add(keptMark(finding)));
      const said = [...marks].map(([image, kept]): Statement => ({ kind: 'kept', image, value: [...kept].sort().join(',') }));
      return this.#log.state('keep', '', said, { ...who, how: 'by-hand' });
    });
  }

  /** The findings of a kind, or of all (null), each with its state. */
  #judged(kind: FindingKind | null): { readonly finding: KnownFinding; readonly state: FindingSeen['state'] }[] {
    const findings = kind === null ? this.#findings('', []) : this.#findings('WHERE kind = ?', [kind]);
    const now = this.#imagesOf(findings);
    return findings.map((finding) => ({
      finding,
      state: stateOf(
        finding,
        finding.images.map((image) => now.get(image)!),
      ),
    }));
  }

  #findings(where: string, parameters: readonly string[]): KnownFinding[] {
    return this.#connection
      .all<FindingRow>(`SELECT id, kind, images, doubt FROM findings ${where} ORDER BY id`, parameters)
      .map(({ id, kind, images, doubt }) => ({
        id,
        kind,
        images: JSON.parse(images) as ImageId[],
        doubt: doubt === null ? null : (JSON.parse(doubt) as Finding['doubt']),
      }));
  }

  #imagesOf(findings: readonly Finding[]): Map<ImageId, FoundImage> {
    const rows = this.#connection.all<FoundRow>(
      'SELECT id, class, coalesce(excluded, removed) AS excluded, kept FROM images WHERE id IN (SELECT value FROM json_each(?))',
      [JSON.stringify(findings.flatMap(({ images }) => images))],
    );
    return new Map(
      rows.map(({ id, class: label, excluded, kept }) => [
        id,
        { class: label, excluded: excluded !== null, kept: kept === null ? [] : kept.split(',') },
      ]),
    );
  }
}
