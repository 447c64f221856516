/** The rows at these places, in their order, out of rows of `width` numbers one after the other. */
export function chosenRows<Rows extends Float32Array | Uint8Array>(rows: Rows, width: number, places: readonly number[]): Rows {
  const chosen = new (rows.constructor as new (length: number) => Rows)(places.length * width);
  places.forEach((from, to) => chosen.set(rows.subarray(from * width, (from + 1) * width), to * width));
  return chosen;
}
