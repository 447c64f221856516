import { blocksOf } from '../../../engine/models/layers/blocks.ts';
import { defaultTuneFrom } from '../../../engine/models/backward/default-tune-from.ts';
import type { SourceOnDisk } from '../../../engine/models/library/source-models.ts';
import { drawnBy } from './drawn-places.ts';
import { chosenOf, fineTuneAnswer, headAnswer, labelsAt, variationOf, type Answer, type SeenSet } from './fine-tune-arms.ts';
import type { PythonPeer } from './python-peer.ts';

export const fineTuneArms = ['head', 'fine-tune', 'Keras'] as const;
/** The parts to tune, and the number of pictures for each training run. */
export interface Tunings {
  readonly parts: readonly ('last blocks' | 'all' | 'normalisation')[];
  readonly pictures: number;
}
/** Learning rates of Adam, as is usual for the last blocks and for the whole network. */
const kerasRates = { lastBlocks: 1e-4, everything: 1e-4 };

/** The predictions of the plain head, of Graft's choice and of Keras's choice for every test image, for one seed. */
export interface FineTuneRound {
  readonly source: string;
  readonly set: string;
  readonly seed: number;
  /** Class indices, from 0. */
  readonly predicted: Readonly<Record<(typeof fineTuneArms)[number], readonly number[]>>;
  readonly truth: readonly number[];
  readonly kept: string;
  readonly keptByKeras: string;
  readonly seconds: { readonly ours: number; readonly keras: number };
  /** Every training run, chosen or not: its predictions, and a summary for people. */
  readonly trainings: readonly {
    readonly by: 'Graft' | 'Keras';
    readonly name: string;
    readonly predicted: readonly number[];
    readonly told: string;
  }[];
}

interface KerasAnswer {
  readonly rate: number | null;
  readonly boundary: string | null;
  readonly loss: number;
  readonly predicted: number[];
}

/** Passes a data set for one source model to Keras; called once before its rounds. */
export async function openForKeras({ set, source, file, labels }: SeenSet, keras: PythonPeer): Promise<void> {
  await keras.ask({
    open: source.folder,
    pictures: file,
    labels: [...labels],
    classes: set.classes.length,
    mirror: variationOf(set).orientation === 'mirror',
    learned: set.photos.flatMap(({ part }, at) => (part === 'labelled' ? [at] : [])),
  });
}

export async function fineTuneRound(seen: SeenSet, keras: PythonPeer, { parts, pictures }: Tunings, seed: number): Promise<FineTuneRound> {
  const { set, source } = seen;
  const drawn = drawnBy(seed, set);
  const lastBlocks = defaultTuneFrom(source, source.model.cuts.at(-1)!.layer, labelsAt(seen, drawn.train), set.classes.length);
  const head = await headAnswer(seen, drawn, seed);
  const tuned: Answer[] = [];
  for (const part of parts)
    tuned.push(
      await fineTuneAnswer(seen, drawn, head.head, { tuneFrom: part === 'last blocks' ? lastBlocks : part, passes: pictures }, seed),
    );
  const chosen = chosenOf([head, ...tuned]);
  const trainings = [
    { boundary: endBefore(source, lastBlocks), rate: kerasRates.lastBlocks },
    ...(parts.includes('all') ? [{ boundary: null, rate: kerasRates.everything }] : []),
  ];
  const { answers, kept, seconds } = (await keras.ask({ ...drawn, seed, passes: pictures, trainings })) as {
    answers: KerasAnswer[];
    kept: number;
    seconds: number;
  };
  const nameOf = ({ rate, boundary }: KerasAnswer): string => (rate === null ? 'head' : boundary === null ? 'all' : lastBlocks);
  return {
    source: source.model.id,
    set: set.name,
    seed,
    truth: [...labelsAt(seen, drawn.test)],
    predicted: { head: head.predicted, 'fine-tune': chosen.predicted, Keras: answers[kept]!.predicted },
    kept: chosen.name,
    keptByKeras: nameOf(answers[kept]!),
    seconds: { ours: [head, ...tuned].reduce((sum, one) => sum + one.seconds, 0), keras: seconds },
    trainings: [
      ...[head, ...tuned].map(({ name, predicted, told }) => ({ by: 'Graft' as const, name, predicted, told })),
      ...answers.map((answer) => ({
        by: 'Keras' as const,
        name: nameOf(answer),
        predicted: answer.predicted,
        told: `validation loss ${answer.loss.toFixed(3)}`,
      })),
    ],
  };
}

/** The layer whose output is the input of a block; null for the first one. */
function endBefore(source: SourceOnDisk, block: string): string | null {
  const blocks = blocksOf(source);
  return blocks[blocks.findIndex(({ name }) => name === block) - 1]?.end ?? null;
}
