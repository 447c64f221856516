import { UnreadableModel } from './model-file.ts';

/** Numbers in a torch file that tensors are views of: how many, and under which key they are stored. */
export interface TorchStorage {
  readonly kind: 'float32' | 'int64';
  readonly key: string;
  readonly count: number;
}
/** A view of a storage: element [i, j, ...] is its number at offset + i·strides[0] + j·strides[1] + ... */
export interface TorchView {
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export type Pickled = null | boolean | number | bigint | string | readonly Pickled[] | PickledMap | Named | StorageRef | ViewRef;
type PickledMap = Map<Pickled, Pickled>;

/** One of the four names that a file may use. Nothing is ever looked up or called by it. */
class Named {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
class StorageRef {
  readonly storage: TorchStorage;
  constructor(storage: TorchStorage) {
    this.storage = storage;
  }
}
export class ViewRef {
  readonly view: TorchView;
  constructor(view: TorchView) {
    this.view = view;
  }
}
const mark = Symbol('mark');

const ordered = 'collections OrderedDict',
  rebuild = 'torch._utils _rebuild_tensor_v2';
const storageKinds: Readonly<Record<string, TorchStorage['kind']>> = { 'torch FloatStorage': 'float32', 'torch LongStorage': 'int64' };
const knownNames = new Set([ordered, rebuild, ...Object.keys(storageKinds)]);

/** More than any network needs: a pickle can ask for a memo slot that no machine has memory for. */
const mostRemembered = 1_000_000;
/** A tensor takes about forty; each byte of a file of hundreds of megabytes could add one more value to memory. */
const mostSteps = 1_000_000;

/**
 * A stack machine for the pickles of PyTorch state dicts: 28 of the opcodes of Python's protocol 2 and four names with known meanings.
 * Anything else, such as calling os.system, is refused.
 * Format: Python's Lib/pickletools.py, protocol 2.
 */
export class TorchPickles {
  readonly #bytes: Buffer;
  #at = 0;
  #steps = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Offset of the next pickle, or of what follows the last one. */
  get at(): number {
    return this.#at;
  }

  /** Reads one pickle. @throws UnreadableModel */
  next(): Pickled {
    const machine = new Machine();
    for (;;) {
      const opcode = this.#unsigned(1);
      this.#steps += 1;
      if (this.#steps > mostSteps) throw malformed();
      if (opcode === 0x2e) return machine.result();
      this.#step(opcode, machine);
    }
  }

  #step(opcode: number, machine: Machine): void {
    switch (opcode) {
      case 0x80:
        return this.#protocol();
      case 0x28:
        return machine.push(mark);
      case 0x4e:
        return machine.push(null);
      case 0x88:
        return machine.push(true);
      case 0x89:
        return machine.push(false);
      case 0x4b:
        return machine.push(this.#unsigned(1));
      case 0x4d:
        return machine.push(this.#unsigned(2));
      case 0x4a:
        return machine.push(this.#unsigned(4) | 0);
      case 0x8a:
        return machine.push(this.#long());
      case 0x58:
        return machine.push(this.#take(this.#unsigned(4)).toString('utf8'));
      case 0x63:
        return machine.push(this.#name());
      case 0x7d:
        return machine.push(new Map());
      case 0x5d:
      case 0x29:
        return machine.push([]);
      case 0x85:
        return machine.push([machine.value()]);
      case 0x86:
        return machine.pushPair();
      case 0x74:
        return machine.push(machine.sinceMark());
      case 0x65:
        return machine.append(machine.sinceMark());
      case 0x73:
        return machine.setPair();
      case 0x75:
        return machine.set(machine.sinceMark());
      case 0x71:
        return machine.remember(this.#unsigned(1));
      case 0x72:
        return machine.remember(this.#unsigned(4));
      case 0x68:
        return machine.recall(this.#unsigned(1));
      case 0x6a:
        return machine.recall(this.#unsigned(4));
      case 0x51:
        return machine.push(storageFrom(machine.value()));
      case 0x52:
        return machine.reduce();
      // The state of an OrderedDict: metadata about the program that wrote it, not weights.
      case 0x62:
        return machine.dropState();
      default:
        throw foreign(`the opcode 0x${opcode.toString(16)}`);
    }
  }

  #protocol(): void {
    const protocol = this.#unsigned(1);
    if (protocol !== 2) throw foreign(`protocol ${protocol}`);
  }

  #name(): Named {
    const [module, name] = [this.#line(), this.#line()];
    const both = `${module} ${name}`;
    if (!knownNames.has(both)) throw foreign(`"${module}.${name}", which no weights need`);
    return new Named(both);
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw cutShort();
    const line = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return line;
  }

  /** A little-endian signed integer of up to 255 bytes. */
  #long(): bigint {
    const bytes = this.#take(this.#unsigned(1));
    const value = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return BigInt.asIntN(bytes.length * 8, value);
  }

  #unsigned(length: 1 | 2 | 4): number {
    return this.#take(length).readUIntLE(0, length);
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw cutShort();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

class Machine {
  readonly #stack: (Pickled | typeof mark)[] = [];
  readonly #memo = new Map<number, Pickled>();

  push(value: Pickled | typeof mark): void {
    this.#stack.push(value);
  }

  /** Pops the top value. */
  value(): Pickled {
    const top = this.#stack.pop();
    if (top === undefined || top === mark) throw malformed();
    return top;
  }

  result(): Pickled {
    const result = this.value();
    if (this.#stack.length > 0) throw malformed();
    return result;
  }

  sinceMark(): Pickled[] {
    const from = this.#stack.lastIndexOf(mark);
    if (from < 0) throw malformed();
    return this.#stack.splice(from).slice(1) as Pickled[];
  }

  pushPair(): void {
    const second = this.value();
    this.push([this.value(), second]);
  }

  append(values: readonly Pickled[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw malformed();
    for (const value of values) (list as Pickled[]).push(value);
  }

  setPair(): void {
    const value = this.value();
    this.set([this.value(), value]);
  }

  set(pairs: readonly Pickled[]): void {
    const map = this.#top();
    if (!(map instanceof Map) || pairs.length % 2 !== 0) throw malformed();
    for (let at = 0; at < pairs.length; at += 2) {
      if (map.has(pairs[at]!)) throw malformed();
      map.set(pairs[at]!, pairs[at + 1]!);
    }
  }

  remember(place: number): void {
    if (place > mostRemembered) throw malformed();
    this.#memo.set(place, this.#top());
  }

  recall(place: number): void {
    const value = this.#memo.get(place);
    if (value === undefined) throw malformed();
    this.push(value);
  }

  reduce(): void {
    const given = this.value();
    const what = this.value();
    if (!(what instanceof Named) || !Array.isArray(given)) throw malformed();
    if (what.name === ordered && given.length === 0) this.push(new Map());
    else if (what.name === rebuild) this.push(viewFrom(given as readonly Pickled[]));
    else throw foreign(`a call of "${what.name.replace(' ', '.')}"`);
  }

  dropState(): void {
    this.value();
    if (!(this.#top() instanceof Map)) throw malformed();
  }

  #top(): Pickled {
    const top = this.#stack.at(-1);
    if (top === undefined || top === mark) throw malformed();
    return top;
  }
}

/** ("storage", kind, key, original device, number of elements, null) */
function storageFrom(id: Pickled): StorageRef {
  const [what, kind, key, , count, viewOf] = Array.isArray(id) ? (id as readonly Pickled[]) : [];
  const stored = kind instanceof Named ? storageKinds[kind.name] : undefined;
  if (what !== 'storage' || stored === undefined || typeof key !== 'string' || !isCount(count) || viewOf !== null) throw malformed();
  return new StorageRef({ kind: stored, key, count });
}

/** (storage, offset, shape, strides, requires gradient, hooks), with every element inside the storage. */
function viewFrom([ref, offset, shape, strides]: readonly Pickled[]): ViewRef {
  if (!(ref instanceof StorageRef) || !isCount(offset) || !areCounts(shape) || !areCounts(strides) || shape.length !== strides.length)
    throw malformed();
  const last = shape.reduce((place, side, axis) => place + (side - 1) * strides[axis]!, offset);
  if (shape.includes(0) || last >= ref.storage.count) throw malformed();
  return new ViewRef({ storage: ref.storage, offset, shape, strides });
}

const isCount = (value: Pickled | undefined): value is number => typeof value === 'number' && value >= 0;
const areCounts = (value: Pickled | undefined): value is readonly number[] => Array.isArray(value) && value.every(isCount);

const foreign = (what: string): UnreadableModel =>
  new UnreadableModel(`it is a PyTorch file that asks for ${what}. Only plain weights are read, and nothing in the file was run`);
const malformed = (): UnreadableModel => new UnreadableModel('it is a PyTorch file whose description of its weights is damaged');
export const cutShort = (): UnreadableModel => new UnreadableModel('it is a PyTorch file that is cut short');
