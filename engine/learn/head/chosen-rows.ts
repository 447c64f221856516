/** Copies the rows at these indices, in the order given, out of concatenated rows of `width` numbers. */
export function chosenRows<Rows extends Float32Array | Uint8Array>(rows: Rows, width: number, places: readonly number[]): Rows {
  const chosen = new (rows.constructor as new (length: number) => Rows)(places.length * width);
  places.forEach((from, to) => chosen.set(rows.subarray(from * width, (from + 1) * width), to * width));
  return chosen;
}
