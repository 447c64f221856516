import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassId, ContentHash, ImageId } from '../../../engine/domain/ids.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import { planReport } from '../../../engine/domain/report/report-plan.ts';
import type { ArmAnswer } from '../../../engine/learn/compare/arm-answer.ts';
import { randomHead, scratchAnswer } from '../../../engine/learn/compare/networks.ts';
import { atInputSize } from '../../../engine/learn/compare/other-size.ts';
import { ComparedImages, type ComparedImage } from '../../../engine/learn/compare/paired-images.ts';
import {
  smallNetworkAnswer,
  startSmallNetwork,
  type SmallNetworkArm,
  type SmallNetworkStart,
} from '../../../engine/learn/compare/small-network-answer.ts';
import { TrainerShelf } from '../../../engine/learn/compare/trainer-shelf.ts';
import { randomStart } from '../../../engine/models/library/random-start.ts';
import type { SourceOnDisk } from '../../../engine/models/library/source-models.ts';
import { PreparedPictures, type PictureRows } from '../../../engine/learn/tune/trainer/prepared-pictures.ts';
import { drawSign, signClasses } from './drawn-signs.ts';
import { drawnBy } from './drawn-places.ts';
import type { PhotoSet } from './ranking-truth.ts';

const signal = new AbortController().signal;
const control = { signal, progress: () => {} };

/** Drawn hands that show digits, as many as such a data set would have photographs; `view` holds number and digit. */
export function drawnSigns(perClass = { labelled: 120, test: 60 }): PhotoSet {
  const photos = Array.from({ length: signClasses }, (_, label) =>
    Array.from({ length: perClass.labelled + perClass.test }, (__, number) => {
      const view = `${number} of ${label}`;
      const hash = createHash('sha256').update(`sign ${view}`).digest('hex') as ContentHash;
      return { view, hash, label, group: hash, part: number < perClass.labelled ? ('labelled' as const) : ('test' as const) };
    }),
  ).flat();
  return { name: 'signs', classes: Array.from({ length: signClasses }, (_, digit) => String(digit)), photos };
}

export function signRaster(view: string): Promise<Raster> {
  const [number, digit] = view.split(' of ').map(Number) as [number, number];
  return Promise.resolve(drawSign(number, digit));
}

/** A data set as the arms of a report use it for one seed: three quarters of the labelled images for training, the rest for validation. */
export interface ScratchSet {
  readonly images: ComparedImages;
  readonly classIds: readonly ClassId[];
  /** Pictures of all images at a size, and a file of them for other programs. */
  readonly pictures: (side: number) => Promise<PictureRows>;
  readonly file: (side: number) => Promise<string>;
  readonly perClass: readonly number[];
  readonly close: () => void;
}

export function scratchSet(set: PhotoSet, raster: (view: string) => Promise<Raster>, folder: string, seed: number): ScratchSet {
  const drawn = drawnBy(seed, set);
  const of = (places: readonly number[]): ComparedImage[] =>
    places.map((at) => {
      const { label, group, hash, view } = set.photos[at]!;
      return { image: at as ImageId, class: (label + 1) as ClassId, group: group === hash ? null : group, hash, view };
    });
  const classIds = set.classes.map((_, at) => (at + 1) as ClassId);
  const images = new ComparedImages(of(drawn.train), of(drawn.validation), of(drawn.test), classIds, seed);
  const prepared = new Map<number, { store: PreparedPictures; rows: Promise<PictureRows> }>();
  const pictures = (side: number): Promise<PictureRows> => {
    const known = prepared.get(side);
    if (known !== undefined) return known.rows;
    const store = new PreparedPictures(join(folder, 'prepared'), side);
    const rows = store.of({ images: images.all, readRaster: raster, signal });
    prepared.set(side, { store, rows });
    return rows;
  };
  return {
    images,
    classIds,
    pictures,
    perClass: classIds.map((id) => drawn.train.filter((at) => set.photos[at]!.label + 1 === id).length),
    file: async (side) => {
      const path = join(folder, `${set.name.replace(' ', '-')}-${seed}-${side}.rgb`);
      writeFileSync(path, (await pictures(side)).read([...images.all.keys()]));
      return path;
    },
    close: () => {
      for (const { store } of prepared.values()) store.close();
    },
  };
}

export interface StartedSmallNetwork {
  readonly arm: SmallNetworkArm;
  readonly start: SmallNetworkStart;
}

/** The two networks without transfer of a report, with the report's budgets. */
export class ScratchArms {
  readonly #shelf = new TrainerShelf();

  /** Runs the trials of a small network, which also determine the best augmentation. */
  async start(set: ScratchSet, places: readonly number[], seed: number): Promise<StartedSmallNetwork> {
    const arm: SmallNetworkArm = { ...set, places, mostPasses: budgetOf(set).smallNetwork, seed, load: (spec) => this.#shelf.load(spec) };
    return { arm, start: await startSmallNetwork(arm, control) };
  }

  smallNetwork({ arm, start }: StartedSmallNetwork): Promise<ArmAnswer> {
    return smallNetworkAnswer(arm, start, control);
  }

  async scratch(
    set: ScratchSet,
    source: SourceOnDisk,
    side: number,
    places: readonly number[],
    variation: SmallNetworkStart['best']['variation'],
    seed: number,
  ): Promise<ArmAnswer> {
    const cut = source.model.cuts.at(-1)!.layer;
    const begin = randomStart(atInputSize(source, side), seed);
    const plan = { mostPasses: budgetOf(set) } as Parameters<typeof scratchAnswer>[0]['plan'];
    return scratchAnswer(
      {
        source: begin,
        cut,
        head: randomHead(begin, cut, set.classIds, seed),
        images: set.images,
        pictures: await set.pictures(side),
        places,
        plan,
        variation,
        seed,
        load: (spec) => this.#shelf.load(spec),
      },
      control,
    );
  }

  close(): void {
    this.#shelf.close();
  }
}

function budgetOf({ perClass, images }: ScratchSet): ReturnType<typeof planReport>['mostPasses'] {
  return planReport({
    quick: false,
    perClass,
    validationImages: images.validation.length,
    testImages: images.test.length,
    inputSize: 224,
    takesOtherSizes: true,
    multiplyAdds: 58,
    pace: null,
  }).mostPasses;
}
