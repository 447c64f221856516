import type { Output } from '../../contract/index.ts';

type FigureDifference = Output<'reports.recompute'>['differences'][number];
export interface FigureComparison {
  readonly figures: number;
  readonly differences: readonly FigureDifference[];
}

/** The keys that identify an entry of a list; an entry with none of them is identified by its index. */
const namedBy = ['arm', 'perClass', 'class', 'name', 'source'];

/** Maps the path of every figure of a plain document to its value: "arms.transfer.5.score.low". */
export function figuresOf(document: unknown, path = ''): Map<string, string> {
  const figures = new Map<string, string>();
  if (typeof document !== 'object' || document === null) return figures.set(path, JSON.stringify(document) ?? 'undefined');
  for (const [key, value] of Object.entries(document)) {
    const name = Array.isArray(document) ? (nameOf(value) ?? key) : key;
    for (const [inner, figure] of figuresOf(value, path === '' ? name : `${path}.${name}`)) figures.set(inner, figure);
  }
  return figures;
}

/** Compares figure by figure, exactly: the same inputs must give the same figures to the last bit. */
export function compareFigures(stored: unknown, recomputed: unknown, name: string): FigureComparison {
  const [before, again] = [figuresOf(stored, name), figuresOf(recomputed, name)];
  const paths = [...new Set([...before.keys(), ...again.keys()])];
  const differences = paths
    .filter((path) => before.get(path) !== again.get(path))
    .map((figure) => ({ figure, stored: before.get(figure) ?? 'none', recomputed: again.get(figure) ?? 'none' }));
  return { figures: paths.length, differences };
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const key = namedBy.find((name) => name in entry);
  return key === undefined ? undefined : String((entry as Record<string, unknown>)[key]);
}
