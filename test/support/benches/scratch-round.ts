import type { SourceOnDisk } from '../../../engine/models/library/source-models.ts';
import type { PythonPeer } from './python-peer.ts';
import type { ScratchArms, ScratchSet } from './scratch-arms.ts';

export const scratchArmNames = ['small-network', 'scratch'] as const;
export type ScratchArm = (typeof scratchArmNames)[number];
/** The side of the pictures for Keras, in pixels; the small network chooses its own. */
const sides = { 'small-network': 64, scratch: 96 } as const;

/** An arm of a report and a Keras network, trained on the same images of a data set. */
export interface RoundName {
  readonly arm: ScratchArm;
  readonly set: string;
  readonly size: string;
  readonly seed: number;
}

/** The test predictions of both, and their costs. */
export interface ScratchRound extends RoundName {
  /** Class indices, from 0. */
  readonly predicted: { readonly ours: readonly number[]; readonly theirs: readonly number[] };
  readonly truth: readonly number[];
  /** Number of pictures processed in training. */
  readonly passes: { readonly ours: number; readonly theirs: number };
  readonly seconds: { readonly ours: number; readonly theirs: number };
  /** Whether ours had stopped improving. */
  readonly finished: boolean;
  /** The validation accuracy of ours, and the settings its search chose. */
  readonly validationScore: number;
  readonly chosen: { readonly side: number; readonly orientation: string };
}

interface Trained {
  readonly seen: ScratchSet;
  readonly classes: number;
  readonly networks: ScratchArms;
  readonly keras: PythonPeer;
  readonly source: SourceOnDisk;
}

/** Trains both; Keras gets as many pictures as ours processed. */
export async function scratchRound(name: RoundName, { seen, classes, networks, keras, source }: Trained): Promise<ScratchRound> {
  const { arm, set, size, seed } = name;
  const { images } = seen;
  const places = images.subset(size === 'all' ? Math.max(...seen.perClass) : Number(size), seed);
  const begunMs = performance.now();
  const started = await networks.start(seen, places, seed);
  const startedMs = performance.now();
  const { network, variation } = started.start.best;
  const answer =
    arm === 'small-network'
      ? await networks.smallNetwork(started)
      : await networks.scratch(seen, source, sides.scratch, places, variation, seed);
  const ours = (performance.now() - (arm === 'small-network' ? begunMs : startedMs)) / 1000;
  const theirs = (await keras.ask({
    pictures: await seen.file(sides[arm]),
    side: sides[arm],
    labels: [...images.labels],
    classes,
    network: arm === 'scratch' ? 'mobilenet' : 'small',
    train: places,
    validation: images.validation,
    test: images.test,
    mirror: set !== 'signs',
    seed,
    passes: answer.imagePasses,
  })) as { predicted: number[]; passes: number; seconds: number };
  return {
    ...name,
    predicted: { ours: answer.predicted, theirs: theirs.predicted },
    truth: images.test.map((place) => images.labels[place]!),
    passes: { ours: answer.imagePasses, theirs: theirs.passes },
    seconds: { ours, theirs: theirs.seconds },
    finished: answer.finished,
    validationScore: answer.validationScore,
    chosen: { side: network.side, orientation: variation.orientation },
  };
}
