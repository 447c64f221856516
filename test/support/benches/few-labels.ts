import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Augmentation } from '../../../engine/domain/models/augmentations.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import { seededRandom, shuffled } from '../../../engine/domain/statistics/random.ts';
import type { DecodePool } from '../../../engine/images/pool.ts';
import { batchSize, FrozenPart } from '../../../engine/learn/features/frozen-part.ts';
import { photoSets, type PhotoSet } from './transfer-set.ts';

/** Images of a data set: some to label, others for testing. */
export interface FewImages {
  readonly name: string;
  readonly classes: number;
  readonly labelled: readonly FewImage[];
  readonly test: readonly FewImage[];
}
/** `group`: images of one group are not independent. */
interface FewImage {
  readonly path: string;
  readonly label: number;
  readonly group: string;
}

/** Features of the images of a data set by a source model, in the order of the images. */
export interface FewFeatures {
  readonly dimension: number;
  readonly labelled: Float32Array;
  readonly test: Float32Array;
  /** For each augmentation of the images to label. */
  readonly augmented: readonly Float32Array[];
}

const mostLabelled = 30;
const mostTested = 50;

/**
 * Returns the data sets of ../shared/data with at most 30 images per class to draw labels from and at most 50 for testing, taken from the
 * author's test set if there is one. Images that occur more than once are left out.
 */
export function fewImages(data: string, seed: number): FewImages[] {
  return photoSets.map((set) => {
    const names = readdirSync(join(data, set.learn), { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map(({ name }) => name)
      .sort();
    const of = (place: string): FewImage[] =>
      names.flatMap((name, label) =>
        readdirSync(join(data, place, name))
          .sort()
          .map((file) => ({ path: join(data, place, name, file), label, group: groupOf(set, file) })),
      );
    const [learn, test] = [of(set.learn), set.test === undefined ? null : of(set.test)];
    const copies = copiesAmong([...learn, ...(test ?? [])]);
    const drawn = (images: readonly FewImage[], label: number): FewImage[] =>
      shuffled(
        images.filter((image) => image.label === label),
        seededRandom(seed + label),
      ).filter(({ path }) => !copies.has(path));
    const classes = names.map((_, label) => {
      const own = drawn(learn, label);
      return {
        labelled: own.slice(0, mostLabelled),
        test: (test === null ? own.slice(mostLabelled) : drawn(test, label)).slice(0, mostTested),
      };
    });
    return {
      name: set.name,
      classes: names.length,
      labelled: classes.flatMap(({ labelled }) => labelled),
      test: classes.flatMap((one) => one.test),
    };
  });
}

const groupOf = ({ groupPattern }: PhotoSet, file: string): string =>
  groupPattern === undefined ? file : (new RegExp(groupPattern).exec(file)?.[1] ?? file);

/** Paths of files whose content occurs more than once. */
function copiesAmong(images: readonly FewImage[]): Set<string> {
  const same = Map.groupBy(images, ({ path }) => createHash('sha256').update(readFileSync(path)).digest('hex'));
  return new Set(
    [...same.values()]
      .filter((files) => files.length > 1)
      .flat()
      .map(({ path }) => path),
  );
}

/** Computes the features once and caches them in `folder`, under a name that identifies the images, the model and the augmentations. */
export async function fewFeatures(
  images: FewImages,
  source: string,
  augmentations: readonly Augmentation[],
  folder: string,
  pool: DecodePool,
): Promise<FewFeatures> {
  const parts = [
    [images.labelled, (raster: Raster) => raster],
    [images.test, (raster: Raster) => raster],
    ...augmentations.map(({ of }) => [images.labelled, of]),
  ] as [readonly FewImage[], Augmentation['of']][];
  const named = JSON.stringify([
    basename(source),
    parts.map(([some]) => some.map(({ path }) => path)),
    augmentations.map(({ name }) => name),
  ]);
  const file = join(folder, `${createHash('sha256').update(named).digest('hex').slice(0, 16)}.f32`);
  if (!existsSync(file)) {
    const frozen = await FrozenPart.load(source);
    try {
      const rows: Buffer[] = [];
      for (const [some, of] of parts) rows.push(bytesOf(await rowsOf(some, of, frozen, pool)));
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, Buffer.concat(rows));
    } finally {
      frozen.dispose();
    }
  }
  const values = new Float32Array(new Uint8Array(readFileSync(file)).buffer);
  const dimension = values.length / parts.reduce((sum, [some]) => sum + some.length, 0);
  let from = 0;
  const [labelled, test, ...augmented] = parts.map(([some]) => values.subarray(from, (from += some.length * dimension)));
  return { dimension, labelled: labelled!, test: test!, augmented };
}

async function rowsOf(
  images: readonly FewImage[],
  change: Augmentation['of'],
  frozen: FrozenPart,
  pool: DecodePool,
): Promise<Float32Array> {
  const features = new Float32Array(images.length * frozen.dimension);
  for (let from = 0; from < images.length; from += batchSize) {
    const pictures = await Promise.all(images.slice(from, from + batchSize).map(({ path }) => pool.raster(path)));
    features.set(frozen.features(pictures.map(change)), from * frozen.dimension);
  }
  return features;
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
