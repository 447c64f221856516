import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import { seededRandom, shuffled } from '../../../engine/domain/statistics/random.ts';
import type { FeatureTable } from '../../../engine/learn/baselines/baselines.ts';
import { sharedPath } from '../shared.ts';

/** `view` is the file itself: the decoders open it like a view. */
export interface Photo {
  readonly view: string;
  readonly hash: ContentHash;
  readonly label: number;
  readonly group: string;
  readonly part: 'labelled' | 'test';
}
export interface PhotoSet {
  readonly name: string;
  readonly classes: readonly string[];
  readonly photos: readonly Photo[];
}

/** Flowers, trash, grocery and cell crops, each with a part to label and a test part; null if one of them is missing. */
export function photoSets(): PhotoSet[] | null {
  const [flowers, trash, grocery, cells] = ['flowers', 'trash', 'grocery', 'cells'].map((name) => sharedPath('data', name));
  if (!flowers || !trash || !grocery || !cells) return null;
  const crops = new Map([...cropSources(join(cells, 'crops.csv')), ...cropSources(join(cells, 'crops-test.csv'))]);
  return [
    inHalves('flowers', flowers),
    inHalves('trash', trash),
    inFolders('grocery', join(grocery, 'train'), join(grocery, 'test'), (file) => file),
    inFolders('cell crops', join(cells, 'crops'), join(cells, 'crops-test'), (file) => crops.get(file) ?? file),
  ];
}

/** Half of every class to label, the other half for testing; files that occur in two classes are left out, because no label is right. */
function inHalves(name: string, folder: string): PhotoSet {
  const classes = classesIn(folder);
  const all = classes.flatMap((one, label) =>
    shuffled(filesIn(join(folder, one)), seededRandom(label + 1)).map((file, at, { length }) =>
      photo(join(folder, one, file), label, at < length / 2 ? 'labelled' : 'test', null),
    ),
  );
  const times = Map.groupBy(all, ({ hash }) => hash);
  return { name, classes, photos: all.filter(({ hash }) => times.get(hash)!.length === 1) };
}

function inFolders(name: string, labelled: string, test: string, groupOf: (file: string) => string): PhotoSet {
  const classes = classesIn(labelled);
  const part = (folder: string, which: Photo['part']): Photo[] =>
    classes.flatMap((one, label) =>
      filesIn(join(folder, one)).map((file) => {
        const group = groupOf(file);
        return photo(join(folder, one, file), label, which, group === file ? null : group);
      }),
    );
  return { name, classes, photos: [...part(labelled, 'labelled'), ...part(test, 'test')] };
}

function photo(view: string, label: number, part: Photo['part'], group: string | null): Photo {
  const hash = createHash('sha256').update(readFileSync(view)).digest('hex') as ContentHash;
  return { view, hash, label, part, group: group ?? hash };
}

/** File name of each crop, and of the photograph it was cut from. */
function cropSources(csv: string): [string, string][] {
  const [head = '', ...lines] = readFileSync(csv, 'utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  const [file, source] = [columns.findIndex((name) => /file|crop/.test(name)), columns.indexOf('source_image')];
  return lines.map((line) => line.split(',')).map((cells) => [cells[file]!.split('/').at(-1)!, cells[source]!]);
}

const classesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
const filesIn = (folder: string): string[] => readdirSync(folder).sort();

export function rowsOfTable({ rows, dimension }: FeatureTable, places: readonly number[]): FeatureTable {
  const chosen = new Float32Array(places.length * dimension);
  places.forEach((from, to) => chosen.set(rows.subarray(from * dimension, (from + 1) * dimension), to * dimension));
  return { rows: chosen, dimension };
}

/** Agreement of two rankings, tie-corrected (Kendall's tau-b, Biometrika 33, 1945): 1 same order, −1 reversed, 0 if one has only ties. */
export function kendallTau(a: readonly number[], b: readonly number[]): number {
  let [agreement, pairsA, pairsB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
      agreement += x * y;
      pairsA += x * x;
      pairsB += y * y;
    }
  }
  return pairsA * pairsB === 0 ? 0 : agreement / Math.sqrt(pairsA * pairsB);
}
