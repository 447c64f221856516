import type { ClassId } from '../../../engine/domain/ids.ts';
import type { NetworkTraining } from '../../../engine/learn/tune/trainer/network-training.ts';
import { picturesInMemory } from '../../../engine/learn/tune/trainer/prepared-pictures.ts';
import { scratchRecipe } from '../../../engine/learn/tune/trainer/recipes.ts';
import type { Trainer, TrainerSpec } from '../../../engine/learn/tune/trainer/trainer.ts';
import { stillVariation } from './tuning-data.ts';

const scriptedClasses = 4;
const side = 2;

/** What a network has learned after some steps: 0 is chance, 8 is everything. */
export type Script = (now: { readonly steps: number; readonly rateSum: number; readonly largestRate: number }) => number;

/**
 * Training with a scripted network: what it has learned depends on its steps and learning rates, and determines its confidence in the
 * correct class. The first pixel of a picture holds its class. No network is computed, so tests of training rules take no time.
 */
export function scriptedTraining(script: Script, change: Partial<NetworkTraining> = {}): NetworkTraining & { readonly rates: number[] } {
  const rates: number[] = [];
  const images = (count: number) => {
    const labels = Int32Array.from({ length: count }, (_, at) => at % scriptedClasses);
    const pixels = new Uint8Array(count * side * side * 3);
    labels.forEach((label, at) => {
      pixels[at * side * side * 3] = label;
    });
    return { pictures: picturesInMemory(side, pixels), labels };
  };
  const load = (spec: TrainerSpec): Promise<Trainer> => Promise.resolve(scripted(script, spec, rates));
  return {
    recipe: { ...scratchRecipe, cycles: { pictures: 64, epochs: 1, least: 2, most: 5 }, batchSize: 8, leastBatch: 8, rates: [0.01] },
    source: source(),
    cut: 'pool',
    tuneFrom: 'all',
    train: images(16),
    validation: images(12),
    variation: { ...stillVariation },
    seed: 1,
    load,
    rates,
    head: {
      kind: 'logistic',
      dimension: 1,
      classIds: [1, 2, 3, 4] as ClassId[],
      centre: null,
      unitLength: false,
      weights: new Float32Array(scriptedClasses),
      bias: new Float32Array(scriptedClasses),
      chosen: { by: 'none', strength: 0, accuracy: null },
    },
    ...change,
  };
}

function source(): NetworkTraining['source'] {
  const part = {
    file: { layers: [{ name: 'pool', kind: 'GlobalAveragePooling2D', config: {}, inbound: [] }], groups: [] },
    model: { inputSize: side, cuts: [{ layer: 'pool', shape: [1], features: 1 }] },
  };
  return part as unknown as NetworkTraining['source'];
}

/** A trainer that follows the script and appends its learning rates to `rates`. */
export function scripted(script: Script, spec: TrainerSpec, rates: number[]): Trainer {
  let [steps, rateSum, largestRate] = [0, 0, 0];
  const known = (): number => script({ steps, rateSum, largestRate });
  const lossOf = (knows: number): number => Math.log(1 + (scriptedClasses - 1) * Math.exp(-knows));
  const own = spec.source.model.inputSize;
  const trainer = {
    spec,
    inputShape: [own, own, 3],
    boundaryShape: [own, own, 3],
    parameters: { tuned: 1, reused: 0, head: 1 },
    step: (_inputs: Float32Array, _labels: Int32Array, rate: number) => {
      [steps, rateSum, largestRate] = [steps + 1, rateSum + rate, Math.max(largestRate, rate)];
      rates.push(rate);
      return lossOf(known());
    },
    scores: (inputs: Float32Array) => {
      const size = own * own * 3;
      return Float32Array.from({ length: (inputs.length / size) * scriptedClasses }, (_, at) =>
        inputs[Math.floor(at / scriptedClasses) * size] === at % scriptedClasses ? known() : 0,
      );
    },
    refreshStatistics: () => undefined,
    state: () =>
      new Map([
        ['network', Float32Array.of(steps, rateSum, largestRate)],
        ['head/weights', new Float32Array(scriptedClasses)],
        ['head/bias', new Float32Array(scriptedClasses)],
      ]),
    restore: (state: ReadonlyMap<string, Float32Array>) => {
      [steps, rateSum, largestRate] = state.get('network')! as unknown as [number, number, number];
    },
    weights: () => new Map(),
    head: () => spec.head,
    dispose: () => undefined,
  };
  return trainer as unknown as Trainer;
}
