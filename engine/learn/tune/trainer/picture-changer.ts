import { GraphSession } from '../../tensorflow/graph-session.ts';
import { GraphBuilder } from '../../../models/graph/graph.ts';
import type { Attributes, Graph } from '../../../models/graph/graph.ts';
import { transformOf, type PictureChange } from './variations.ts';

const T: Attributes = { T: { type: 'float32' } };

/** Augments pictures of one size in a TensorFlow session; areas beyond an edge are filled by reflection. Dispose of it at the end. */
export class PictureChanger {
  readonly #side: number;
  readonly #session: GraphSession;

  /** @throws StudioError tensorflow-missing */
  constructor(side: number) {
    this.#side = side;
    this.#session = new GraphSession(changeGraph(side));
  }

  /** Takes uint8 [n, side, side, 3] and one change per picture; returns float32 of the same shape, from 0 to 255. */
  change(pictures: Uint8Array, changes: readonly PictureChange[]): Float32Array {
    const count = changes.length;
    const light = (of: (change: PictureChange) => number) => ({ shape: [count, 1, 1, 1], values: Float32Array.from(changes, of) });
    const [changed] = this.#session.run([
      { shape: [count, this.#side, this.#side, 3], values: pictures },
      { shape: [count, 8], values: Float32Array.from(changes.flatMap((change) => transformOf(change, this.#side))) },
      light(({ contrast }) => contrast),
      light(({ brightness }) => brightness),
    ]);
    return changed!.values;
  }

  dispose(): void {
    this.#session.dispose();
  }
}

function changeGraph(side: number): Graph {
  const builder = new GraphBuilder();
  const pictures = builder.input({ key: 'pictures', dtype: 'uint8', shape: [-1, side, side, 3], meaning: 'pictures, R G B' });
  const transforms = builder.input({ key: 'transforms', dtype: 'float32', shape: [-1, 8], meaning: 'see transformOf' });
  const contrast = builder.input({ key: 'contrast', dtype: 'float32', shape: [-1, 1, 1, 1], meaning: 'factor about the middle' });
  const brightness = builder.input({ key: 'brightness', dtype: 'float32', shape: [-1, 1, 1, 1], meaning: 'added' });
  const pixels = builder.node('Cast', [pictures], { SrcT: { type: 'uint8' }, DstT: { type: 'float32' }, Truncate: { flag: false } });
  const moved = builder.node('ImageProjectiveTransformV3', [pixels, transforms, builder.ints([side, side]), builder.floats([0], [])], {
    dtype: { type: 'float32' },
    interpolation: { text: 'BILINEAR' },
    fill_mode: { text: 'REFLECT' },
  });
  const middle = builder.floats([127.5], []);
  const stretched = builder.node('Mul', [builder.node('Sub', [moved, middle], T), contrast], T);
  const lit = builder.node('AddV2', [builder.node('AddV2', [stretched, middle], T), brightness], T);
  const node = builder.node('Minimum', [builder.node('Maximum', [lit, builder.floats([0], [])], T), builder.floats([255], [])], T);
  builder.output({ key: 'changed', node, dtype: 'float32', shape: [-1, side, side, 3], meaning: 'varied pictures' });
  return builder.build();
}
