import type { AutoChoice, CheckedInput, CurvePoint, CutSweep, Output, SourceInspection, SourceModel, Tuning } from '../../engine/contract/index.ts';

const around = (value: number, margin: number) => ({ value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) });
const steps = 600;

/** The first looks at a training that gets better and then no more. */
export function fakeCurve(looks: number): CurvePoint[] {
  return Array.from({ length: looks }, (_, at) => ({
    step: at * 100 + 100, steps, trainLoss: 1.2 * 0.62 ** (at + 1), validationLoss: 0.35 + 0.8 * 0.6 ** (at + 1) + (at > 3 ? 0.03 * (at - 3) : 0), validationAccuracy: 0.94 - 0.4 * 0.55 ** (at + 1), seconds: 9 * (at + 1),
  }));
}

export const fakeTuning: Tuning = {
  variation: { orientation: 'mirror', framing: true, light: true }, batchSize: 16, batchSizeTried: 32, steps, learningRate: 0.003, bestStep: 400, stoppedEarly: true, parametersTuned: 312_000, parametersReused: 100_000,
  triedRates: [{ learningRate: 0.0003, validationLoss: 0.61 }, { learningRate: 0.001, validationLoss: 0.49 }, { learningRate: 0.003, validationLoss: 0.44 }, { learningRate: 0.01, validationLoss: 0.72 }],
  interpolation: 0.75,
  interpolations: [{ share: 0, validationLoss: 0.52, validationAccuracy: 0.88 }, { share: 0.5, validationLoss: 0.43, validationAccuracy: 0.91 }, { share: 0.75, validationLoss: 0.4, validationAccuracy: 0.94 }, { share: 1, validationLoss: 0.44, validationAccuracy: 0.92 }],
  curve: fakeCurve(6),
};

export function fakeAuto(budgetSeconds: number): AutoChoice {
  const trial = { source: 'graft-starter', cut: 'block_6', tuneFrom: null, chosen: false };
  return {
    budgetSeconds, usedSeconds: budgetSeconds * 0.8, why: 'best-on-validation', order: { by: 'ranking', stale: false }, tuning: { why: 'enough-images', imagesPerClass: 60, far: false },
    skipped: [{ method: 'head', source: 'torn-model', cut: null, tuneFrom: null, failure: { code: 'source-weights-damaged', facts: { path: 'torn-model' } } }],
    swept: { source: 'graft-starter', proposed: 'block_6', seconds: 12 },
    trials: [
      { ...trial, method: 'head', validationAccuracy: 0.88, validationLoss: 0.52, seconds: 4 },
      { ...trial, method: 'head', source: 'mobilenet-v2', cut: 'out_relu', validationAccuracy: 0.86, validationLoss: 0.55, seconds: 21 },
      { ...trial, method: 'fine-tune', tuneFrom: 'block_3', validationAccuracy: 0.94, validationLoss: 0.4, seconds: 190, chosen: true },
      { ...trial, method: 'fine-tune', tuneFrom: 'normalisation', validationAccuracy: 0.9, validationLoss: 0.47, seconds: 80 },
    ],
  };
}

const block = (name: string, side: number, channels: number, parameters: number, cut: string | null) => ({
  name, shape: [side, side, channels], parameters, multiplyAdds: 12, cut,
  layers: [
    { name: `${name}_conv`, kind: 'Conv2D', shape: [side, side, channels], parameters: parameters - 2 * channels }, { name: `${name}_bn`, kind: 'BatchNormalization', shape: [side, side, channels], parameters: 2 * channels },
    { name: `${name}_relu`, kind: 'ReLU', shape: [side, side, channels], parameters: 0 },
  ],
});

/** A model of a stem and blocks that grow; the last cut of the card stands at the end of the last block. */
export function fakeInspection(source: SourceModel): SourceInspection {
  const count = source.parameters > 1e6 ? 16 : 6;
  const names = Array.from({ length: count }, (_, at) => `block_${at + 1}`);
  const blocks = names.map((name, at) => {
    const cut = source.cuts.find(({ layer }) => layer.startsWith(name) && layer.length === name.length)?.layer ?? (at === count - 1 ? source.cuts.at(-1)!.layer : null);
    return block(name, Math.max(3, 48 >> Math.floor((at * 5) / count)), 16 * (at + 1), Math.round((source.parameters * (at + 1)) / (count * (count + 1) / 2)), cut);
  });
  return { source, blocks: [block('stem', 48, 16, 432, null), ...blocks], notTunable: null };
}

/** Deeper tuning takes longer. */
export function fakePlan({ source = 'graft-starter', cut = 'block_6', method, tuneFrom }: CheckedInput<'runs.plan'>): Omit<Output<'runs.plan'>, 'learnsFromAugmented' | 'nearDuplicates'> {
  const from = method === 'fine-tune' ? tuneFrom ?? 'block_5' : null;
  const depth = from === 'all' || from === 'stem' ? 7 : from === null ? 0 : 7 - Number(/\d+$/.exec(from)?.[0] ?? 0);
  const tuned = Math.max(0, depth) * 55_000;
  return {
    source, cut, features: 128, tuneFrom: from, parameters: { reused: 412_000 - tuned, tuned, head: 387 }, trainImages: 108, validationImages: 36, testImages: 36,
    seconds: method === 'head' ? { low: 3, high: 5 } : { low: 40 + 30 * depth, high: 60 + 50 * depth },
  };
}

export function fakeSweep(source: string): CutSweep {
  return {
    source, images: 144, proposed: 'block_4',
    cuts: [
      { cut: 'block_4+block_6', features: 192, parameters: 412_000, multiplyAdds: 38, accuracy: around(0.91, 0.04), tiedWithBest: true },
      { cut: 'block_4', features: 64, parameters: 180_000, multiplyAdds: 25, accuracy: around(0.9, 0.04), tiedWithBest: true },
      { cut: 'block_6', features: 128, parameters: 412_000, multiplyAdds: 38, accuracy: around(0.82, 0.05), tiedWithBest: false },
    ],
  };
}
