/** A tensor to write: float32 unless `whole`. Its storage holds `numbers`; without strides they are row-major. */
export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly numbers: readonly number[];
  readonly strides?: readonly number[];
  readonly offset?: number;
  readonly whole?: boolean;
}
/** Faults of the file, for tests that they are detected. */
export interface Faults {
  /** Replaces `_rebuild_tensor_v2`. */
  readonly rebuild?: string;
  readonly magic?: bigint;
  readonly littleEndian?: boolean;
  readonly countOff?: number;
  readonly keys?: (keys: string[]) => string[];
  readonly protocol?: number;
  /** Inserted before the STOP of the state dict. */
  readonly more?: Buffer;
}

const opcode = {
  proto: 0x80,
  stop: 0x2e,
  mark: 0x28,
  none: 0x4e,
  yes: 0x88,
  no: 0x89,
  byte: 0x4b,
  int: 0x4a,
  long: 0x8a,
  text: 0x58,
  global: 0x63,
  dict: 0x7d,
  list: 0x5d,
  nothing: 0x29,
  tuple: 0x74,
  append: 0x65,
  setItems: 0x75,
  persistent: 0x51,
  reduce: 0x52,
  put: 0x71,
  get: 0x68,
};

/**
 * A file of tensors as written by PyTorch before 1.6, independent of the code that reads it: pickles by Python's pickletools.py, the order
 * of the parts by torch/serialization.py.
 */
export function torchFile(tensors: Readonly<Record<string, WrittenTensor>>, faults: Faults = {}): Buffer {
  const entries = Object.entries(tensors);
  const state = Buffer.concat([
    of(opcode.proto, faults.protocol ?? 2),
    global('collections OrderedDict'),
    of(opcode.put, 0, opcode.nothing, opcode.reduce, opcode.mark),
    ...entries.flatMap(([name, tensor], at) => [text(name), tensorOf(tensor, String(at), faults)]),
    of(opcode.setItems),
    faults.more ?? Buffer.alloc(0),
    of(opcode.stop),
  ]);
  const keys = (faults.keys ?? ((all) => all))(entries.map((_, at) => String(at)));
  const list = Buffer.concat([of(opcode.proto, 2, opcode.list, opcode.mark), ...keys.map(text), of(opcode.append, opcode.stop)]);
  return Buffer.concat([
    magicPickle(faults.magic ?? 0x1950a86a20f9469cfc6cn),
    of(opcode.proto, 2, 0x4d, 1001 & 0xff, 1001 >> 8, opcode.stop),
    systemPickle(faults.littleEndian ?? true),
    state,
    list,
    ...entries.map(([, tensor]) => storage(tensor, faults.countOff ?? 0)),
  ]);
}

/** A pickle that would run a command if Python loaded it. */
export function commandPickle(command: string): Buffer {
  return Buffer.concat([
    of(opcode.proto, 2),
    global('os system'),
    of(opcode.mark),
    text(command),
    of(opcode.tuple, opcode.reduce, opcode.stop),
  ]);
}

const of = (...bytes: number[]): Buffer => Buffer.from(bytes);
const global = (name: string): Buffer => Buffer.concat([of(opcode.global), Buffer.from(`${name.split(' ').join('\n')}\n`)]);
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(5, opcode.int);
  bytes.writeInt32LE(value, 1);
  return bytes;
};
const ints = (values: readonly number[]): Buffer => Buffer.concat([of(opcode.mark), ...values.map(int), of(opcode.tuple)]);
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(5, opcode.text);
  length.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([length, bytes]);
}

function magicPickle(magic: bigint): Buffer {
  const digits = Buffer.alloc(10);
  digits.writeBigUInt64LE(BigInt.asUintN(64, magic));
  digits.writeUInt16LE(Number(magic >> 64n), 8);
  return Buffer.concat([of(opcode.proto, 2, opcode.long, 10), digits, of(opcode.stop)]);
}

function systemPickle(littleEndian: boolean): Buffer {
  return Buffer.concat([
    of(opcode.proto, 2, opcode.dict, opcode.mark),
    text('protocol_version'),
    int(1001),
    text('little_endian'),
    of(littleEndian ? opcode.yes : opcode.no, opcode.setItems, opcode.stop),
  ]);
}

function tensorOf({ shape, numbers, strides, offset, whole }: WrittenTensor, key: string, { rebuild }: Faults): Buffer {
  const rowByRow = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  return Buffer.concat([
    global(rebuild ?? 'torch._utils _rebuild_tensor_v2'),
    of(opcode.mark),
    of(opcode.mark),
    text('storage'),
    global(whole ? 'torch LongStorage' : 'torch FloatStorage'),
    text(key),
    text('cpu'),
    int(numbers.length),
    of(opcode.none, opcode.tuple, opcode.persistent),
    int(offset ?? 0),
    ints(shape),
    ints(strides ?? rowByRow),
    of(opcode.no, opcode.get, 0, opcode.nothing, opcode.reduce, opcode.tuple, opcode.reduce),
  ]);
}

function storage({ numbers, whole }: WrittenTensor, countOff: number): Buffer {
  const bytes = Buffer.alloc(8 + numbers.length * (whole ? 8 : 4));
  bytes.writeBigUInt64LE(BigInt(numbers.length + countOff));
  numbers.forEach((value, at) => {
    if (whole) bytes.writeBigInt64LE(BigInt(value), 8 + at * 8);
    else bytes.writeFloatLE(value, 8 + at * 4);
  });
  return bytes;
}
