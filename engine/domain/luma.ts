/** Brightness of a colour by the weights of ITU-R BT.601, in the unit of its parts. */
export function luma601(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
