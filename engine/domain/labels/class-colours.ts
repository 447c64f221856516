/**
 * Class colours in the order in which they are assigned. Each has a contrast of at least 3:1 with white and with #1e1e1e, and they were
 * chosen to be distinguishable with protanopia, deuteranopia and tritanopia too (simulated after Machado, Oliveira and Fernandes,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009).
 */
export const classColours: readonly string[] = [
  '#0078b4',
  '#d21e00',
  '#1ea5a5',
  '#f06900',
  '#d22dff',
  '#786969',
  '#879669',
  '#b478e1',
  '#d21eb4',
  '#1e782d',
  '#b400e1',
  '#1ea500',
];

/** The colour for a new class: the first of those used least. */
export function nextClassColour(used: readonly string[]): string {
  const times = (colour: string) => used.filter((other) => other.toLowerCase() === colour).length;
  return classColours.reduce((best, colour) => (times(colour) < times(best) ? colour : best));
}
