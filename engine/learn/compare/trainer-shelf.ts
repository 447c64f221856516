import { Trainer, type TrainerSpec } from '../tune/trainer/trainer.ts';

/**
 * Reuses trainers for further networks of the same architecture, since creating one costs more than a short training. Only for networks
 * without a frozen part. Call `close` at the end.
 */
export class TrainerShelf {
  readonly #free = new Map<string, Trainer>();

  /** @throws StudioError see Trainer.load */
  async load(spec: TrainerSpec): Promise<Trainer> {
    const key = keyOf(spec);
    const free = this.#free.get(key);
    if (free === undefined) return Trainer.load(spec, (trainer) => this.#free.set(key, trainer));
    this.#free.delete(key);
    free.restart(await spec.source.weights(), spec.head);
    return free;
  }

  close(): void {
    for (const trainer of this.#free.values()) trainer.close();
    this.#free.clear();
  }
}

/** Everything that is fixed in a trainer's graph. */
function keyOf({
  source,
  cut,
  tuneFrom,
  head,
  batchNorm,
  optimiser,
  momentum,
  weightDecay,
  logAdjustment,
  headMultiplier,
  input,
}: TrainerSpec): string {
  const { dimension, classIds, unitLength, centre } = head;
  if (tuneFrom !== 'all' || centre !== null) throw new RangeError('only networks of which nothing is frozen are used again');
  return JSON.stringify([
    source.folder,
    source.model.inputSize,
    cut,
    dimension,
    classIds.length,
    unitLength,
    batchNorm,
    optimiser,
    momentum,
    weightDecay,
    [...(logAdjustment ?? [])],
    headMultiplier,
    input,
  ]);
}
