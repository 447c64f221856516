/** Layers that augment pictures during training and otherwise pass them on unchanged. */
const augmentations = new Set([
  'RandomFlip',
  'RandomRotation',
  'RandomZoom',
  'RandomTranslation',
  'RandomContrast',
  'RandomBrightness',
  'RandomHeight',
  'RandomWidth',
]);
export const isAugmentation = (kind: string): boolean => augmentations.has(kind);

/** x becomes scale·x + offset. */
export interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/**
 * Recognises arithmetic with one number, as `x / 127.5 - 1` leaves it in a model: TFOpLambda in Keras 2, an operation of keras.ops in Keras
 * 3. Null for everything else.
 */
export function affineOf(kind: string, config: Readonly<Record<string, unknown>>, inbound: readonly unknown[] | undefined): Affine | null {
  if (kind === 'TFOpLambda') return affine(String(config.function ?? '').replace(/^math\./, ''), inLambda(inbound));
  // Layers of the same names take only tensors.
  return affine(kind.toLowerCase().replace('truedivide', 'truediv'), inOperation(inbound));
}

function affine(operation: string, by: number | null): Affine | null {
  if (by === null) return null;
  switch (operation) {
    case 'truediv':
    case 'divide':
      return by === 0 ? null : { scale: 1 / by, offset: 0 };
    case 'multiply':
      return { scale: by, offset: 0 };
    case 'add':
    case '__operators__.add':
      return { scale: 1, offset: by };
    case 'subtract':
      return { scale: 1, offset: -by };
    default:
      return null;
  }
}

/** [["from", 0, 0, { y: 127.5, name: null }]] */
function inLambda(inbound: readonly unknown[] | undefined): number | null {
  const use = inbound?.[0];
  const call = Array.isArray(use) && Array.isArray(use[0]) ? use[0] : use;
  const options: unknown = Array.isArray(call) ? call[3] : undefined;
  return typeof options === 'object' && options !== null && 'y' in options && typeof options.y === 'number' ? options.y : null;
}

/** [{ args: [tensor, 127.5], kwargs: {} }] */
function inOperation(inbound: readonly unknown[] | undefined): number | null {
  const use = inbound?.[0] as { args?: unknown } | undefined;
  const args = Array.isArray(use?.args) ? use.args : [];
  return args.length === 2 && typeof args[0] === 'object' && typeof args[1] === 'number' ? args[1] : null;
}
