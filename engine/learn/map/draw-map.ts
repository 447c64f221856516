import { fuzzyEdges } from '../../domain/map/fuzzy-edges.ts';
import { epochsFor, MapLayout } from '../../domain/map/map-layout.ts';
import { normalRandom, seededRandom, type Random } from '../../domain/statistics/random.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import type { Pause } from '../head/logistic.ts';
import { nearestNeighbours } from './nearest-neighbours.ts';
import { principalCoordinates } from './principal-coordinates.ts';

/** Usual of UMAP: smaller numbers show finer structure. */
const mostNeighbours = 15;
/** Further directions hold little but noise, and comparing rows would take longer. */
const mostDirections = 50;
/** The largest coordinate at the start, and the deviation that separates points in the same place. */
const startSize = 10;
const startNoise = 1e-4;

export interface MapDrawing {
  readonly seed: number;
  progress(stage: 'neighbours' | 'arranging', done: number, total: number): void;
  /** Called between steps; may throw to stop. */
  readonly pause: Pause;
  /** Called after some of the epochs with the positions so far, and with the final ones. */
  deliver(positions: Float32Array): Promise<void>;
  /** Milliseconds between two deliveries. */
  readonly deliverEveryMs: number;
}

/** Places each row on a map, x and y, so that rows near each other by cosine distance are near each other there: n x 2. */
export async function drawMap({ rows, dimension }: FeatureTable, drawing: MapDrawing): Promise<Float32Array> {
  const count = rows.length / dimension;
  const { pause, progress } = drawing;
  progress('neighbours', 0, count);
  const { coordinates, k } = await principalCoordinates(rows, dimension, mostDirections, pause);
  const neighbours = await nearestNeighbours(coordinates, k, Math.min(mostNeighbours, count - 1), (done) => {
    progress('neighbours', done, count);
    return pause();
  });
  progress('neighbours', count, count);
  const random = seededRandom(drawing.seed);
  const layout = new MapLayout(startOf(coordinates, k, random), fuzzyEdges(neighbours), { epochs: epochsFor(count), random });
  let delivered = performance.now();
  while (layout.done < layout.epochs) {
    layout.step();
    progress('arranging', layout.done, layout.epochs);
    await pause();
    if (performance.now() - delivered < drawing.deliverEveryMs) continue;
    await drawing.deliver(layout.positions);
    delivered = performance.now();
  }
  await drawing.deliver(layout.positions);
  return layout.positions;
}

/** The first two coordinates, scaled to a common size. */
function startOf(coordinates: Float32Array, k: number, random: Random): Float32Array {
  const noise = normalRandom(random);
  const start = Float32Array.from({ length: (2 * coordinates.length) / k }, (_, at) =>
    at % 2 < k ? coordinates[Math.floor(at / 2) * k + (at % 2)]! : 0,
  );
  const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 0 : startSize / largest;
  return start.map((value) => value * scale + startNoise * noise());
}
