/** Colours of classes in the order in which classes get them. */
export const classColours: readonly string[] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** The colour for a new class: the first that no class has, then again from the start, the least used first. */
export function nextClassColour(used: readonly string[]): string {
  const times = (colour: string) => used.filter((other) => other.toLowerCase() === colour).length;
  const fewest = Math.min(...classColours.map(times));
  return classColours.find((colour) => times(colour) === fewest) ?? '#0072b2';
}
