/**
 * Scalar products of a row of bytes with many others, in WebAssembly: V8 does not use the processor's vector instructions for JavaScript, with
 * which this takes about as long as reading the rows from memory. The one function, in the text format:
 *
 *     (func (param $asked i32) (param $row i32) (param $count i32) (param $dimension i32) (param $out i32)
 *       (local $end i32) (local $at i32) (local $even v128) (local $odd v128)
 *       (block $done (loop $rows
 *         (br_if $done (i32.eqz (local.get $count)))
 *         (local.set $even (v128.const i32x4 0 0 0 0))
 *         (local.set $odd (v128.const i32x4 0 0 0 0))
 *         (local.set $at (local.get $asked))
 *         (local.set $end (i32.add (local.get $row) (local.get $dimension)))
 *         (loop $numbers
 *           (local.set $even (i32x4.add (local.get $even)
 *             (i32x4.dot_i16x8_s (v128.load (local.get $at)) (v128.load8x8_s (local.get $row)))))
 *           (local.set $odd (i32x4.add (local.get $odd)
 *             (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $at)) (v128.load8x8_s offset=8 (local.get $row)))))
 *           (local.set $at (i32.add (local.get $at) (i32.const 32)))
 *           (local.set $row (i32.add (local.get $row) (i32.const 16)))
 *           (br_if $numbers (i32.lt_u (local.get $row) (local.get $end))))
 *         (i32.store (local.get $out) <the sum of the four lanes of $even and $odd>)
 *         (local.set $out (i32.add (local.get $out) (i32.const 4)))
 *         (local.set $count (i32.sub (local.get $count) (i32.const 1)))
 *         (br $rows))))
 */

/** Numbers that the function takes at a time: rows are filled up with zeros to a multiple. */
export const numbersAtOnce = 16;

const [asked, row, count, dimension, out, end, at, even, odd] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const i32 = 0x7f;
const v128 = 0x7b;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, value];
const add = [0x6a];
const addTo = (local: number, value: number): number[] => [...get(local), ...constant(value), ...add, ...set(local)];
const zero = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const load = (offset: number): number[] => [0xfd, 0x00, 0, offset];
const loadBytesAs16Bits = (offset: number): number[] => [0xfd, 0x01, 0, offset];
const dotOf16Bits = [0xfd, 0xba, 0x01];
const addLanes = [0xfd, 0xae, 0x01];
const lane = (number: number): number[] => [0xfd, 0x1b, number];
const block = [0x02, 0x40];
const loop = [0x03, 0x40];
const done = [0x0b];
const branch = (depth: number): number[] => [0x0c, depth];
const branchIf = (depth: number): number[] => [0x0d, depth];

const accumulated = (into: number, offset: number): number[] => [
  ...get(into),
  ...get(at),
  ...load(2 * offset),
  ...get(row),
  ...loadBytesAs16Bits(offset),
  ...dotOf16Bits,
  ...addLanes,
  ...set(into),
];

const body = [
  // Locals: two of 32 bits, two vectors.
  ...[2, 2, i32, 2, v128],
  ...[...block, ...loop],
  ...[...get(count), 0x45, ...branchIf(1)],
  ...[...zero, ...set(even), ...zero, ...set(odd)],
  ...[...get(asked), ...set(at)],
  ...[...get(row), ...get(dimension), ...add, ...set(end)],
  ...[...loop, ...accumulated(even, 0), ...accumulated(odd, 8)],
  ...[...addTo(at, 32), ...addTo(row, numbersAtOnce)],
  ...[...get(row), ...get(end), 0x49, ...branchIf(0), ...done],
  ...[...get(even), ...get(odd), ...addLanes, ...set(even)],
  ...get(out),
  ...[0, 1, 2, 3].flatMap((number) => [...get(even), ...lane(number), ...(number > 0 ? add : [])]),
  ...[0x36, 2, 0],
  ...addTo(out, 4),
  // Minus one.
  ...addTo(count, 0x7f),
  ...[...branch(0), ...done, ...done, ...done],
];

/** Unsigned LEB128. */
function size(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...size(value >>> 7)];
}
const section = (id: number, content: readonly number[]): number[] => [id, ...size(content.length), ...content];
const name = (text: string): number[] => [text.length, ...Buffer.from(text)];

/** TypeScript knows WebAssembly only in pages. */
interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (pages: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly products: Products } };
}
const { Module, Memory, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyGlobal }).WebAssembly;

const compiled = new Module(
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
    ...section(2, [1, ...name('graft'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('products'), 0x00, 0]),
    ...section(10, [1, ...size(body.length), ...body]),
  ]),
);

/** Places in memory; `dimension` is a multiple of numbersAtOnce. Writes one 32-bit integer per row. */
type Products = (asked16Bits: number, rows: number, count: number, dimension: number, out: number) => void;

const pageBytes = 65_536;

/** Returns memory of this size, at most 4 GB, and the function for rows in it. @throws RangeError if there is not so much memory */
export function productsIn(bytes: number): { memory: ArrayBuffer; products: Products } {
  const memory = new Memory({ initial: Math.ceil(bytes / pageBytes) });
  return { memory: memory.buffer, products: new Instance(compiled, { graft: { memory } }).exports.products };
}
