import { checkWeightBytes, UnreadableModel } from './model-file.ts';
import { cutShort, TorchPickles, ViewRef } from './torch-pickle.ts';
import type { TorchStorage, TorchView } from './torch-pickle.ts';
import type { Weight } from '../layers/weights.ts';

/** A tensor of a torch file, read on demand. */
export interface TorchTensor {
  readonly shape: readonly number[];
  /** Whether it holds integers, such as a count of batches. */
  readonly whole: boolean;
  /** Its values with permuted axes: axis i of the result is axis `order[i]` of the tensor. Only for float32. */
  floats(order: readonly number[]): Weight;
}

/** The first and second pickle of every such file. */
const magic = 0x1950a86a20f9469cfc6cn,
  version = 1001;
const bytesOf: Readonly<Record<TorchStorage['kind'], number>> = { float32: 4, int64: 8 };
const countBytes = 8;

/**
 * Reads the tensors of a state dict in PyTorch's format before 1.6: five pickles (magic number, version, system information, state dict,
 * storage keys) and then, for each key, a 64-bit count and that many little-endian numbers, up to the end of the file.
 * Format: torch/serialization.py, _legacy_save.
 * @throws UnreadableModel for anything else, TooLarge
 */
export function readTorchFile(bytes: Buffer): Map<string, TorchTensor> {
  checkWeightBytes(bytes.length);
  const pickles = new TorchPickles(bytes);
  if (pickles.next() !== magic || pickles.next() !== version)
    throw new UnreadableModel('it is a pickle of Python, but not a file of PyTorch weights');
  const system = pickles.next();
  if (!(system instanceof Map) || system.get('little_endian') !== true)
    throw new UnreadableModel('it is a PyTorch file of a kind of computer that is not known');
  const views = viewsIn(pickles.next());
  const starts = storageStarts(bytes, pickles.next(), pickles.at, storagesOf(views));
  return new Map([...views].map(([name, view]) => [name, tensor(bytes, view, starts.get(view.storage.key)!)]));
}

function viewsIn(state: unknown): Map<string, TorchView> {
  if (!(state instanceof Map) || state.size === 0) throw new UnreadableModel('it is a PyTorch file without weights');
  return new Map(
    [...(state as Map<unknown, unknown>)].map(([name, value]) => {
      if (typeof name === 'string' && value instanceof ViewRef) return [name, value.view];
      throw new UnreadableModel('it is a PyTorch file that holds more than weights. Save only model.state_dict()');
    }),
  );
}

function storagesOf(views: ReadonlyMap<string, TorchView>): Map<string, TorchStorage> {
  const storages = new Map<string, TorchStorage>();
  for (const { storage } of views.values()) {
    const known = storages.get(storage.key) ?? storage;
    if (known.kind !== storage.kind || known.count !== storage.count)
      throw new UnreadableModel('it is a PyTorch file that describes the same numbers in two ways');
    storages.set(storage.key, storage);
  }
  return storages;
}

/** Start of each storage's numbers. Each storage appears once, with the size its tensors state, and nothing is left over. */
function storageStarts(bytes: Buffer, keys: unknown, from: number, storages: ReadonlyMap<string, TorchStorage>): Map<string, number> {
  if (!Array.isArray(keys) || keys.length !== storages.size)
    throw new UnreadableModel('it is a PyTorch file whose list of weights does not fit its tensors');
  const starts = new Map<string, number>();
  let at = from;
  for (const key of keys as unknown[]) {
    const storage = typeof key === 'string' && !starts.has(key) ? storages.get(key) : undefined;
    if (storage === undefined) throw new UnreadableModel('it is a PyTorch file whose list of weights does not fit its tensors');
    if (at + countBytes > bytes.length) throw cutShort();
    if (bytes.readBigUInt64LE(at) !== BigInt(storage.count))
      throw new UnreadableModel('it is a PyTorch file in which a tensor has another length than described');
    starts.set(storage.key, at + countBytes);
    at += countBytes + storage.count * bytesOf[storage.kind];
    if (at > bytes.length) throw cutShort();
  }
  if (at !== bytes.length) throw new UnreadableModel(`it is a PyTorch file with ${bytes.length - at} bytes too many`);
  return starts;
}

function tensor(bytes: Buffer, { storage, offset, shape, strides }: TorchView, start: number): TorchTensor {
  return {
    shape,
    whole: storage.kind === 'int64',
    floats: (order) => {
      const sides = order.map((axis) => shape[axis]!);
      const steps = order.map((axis) => strides[axis]!);
      const values = new Float32Array(sides.reduce((product, side) => product * side, 1));
      const place = sides.map(() => 0);
      let element = offset;
      for (let index = 0; index < values.length; index++) {
        values[index] = bytes.readFloatLE(start + element * bytesOf.float32);
        // Advance by one element, last axis first.
        for (let axis = sides.length - 1; axis >= 0; axis--) {
          element += steps[axis]!;
          place[axis]! += 1;
          if (place[axis]! < sides[axis]!) break;
          element -= steps[axis]! * sides[axis]!;
          place[axis] = 0;
        }
      }
      return { shape: sides, values };
    },
  };
}
