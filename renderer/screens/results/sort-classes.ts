import type { Score } from '../../../engine/contract/index.ts';

export type ClassScore = Score['perClass'][number];
export type SortColumn = 'class' | 'images' | 'precision' | 'recall' | 'f1';
export interface SortOrder {
  readonly column: SortColumn;
  readonly direction: 'ascending' | 'descending';
}

/** A second click on a column reverses its order. Figures start with the lowest, which need attention first. */
export function sortedNext(order: SortOrder, column: SortColumn): SortOrder {
  if (order.column !== column) return { column, direction: 'ascending' };
  return { column, direction: order.direction === 'ascending' ? 'descending' : 'ascending' };
}

/** Undefined figures come last in either direction; ties are in the order of the class names. */
export function sortClasses(rows: readonly ClassScore[], { column, direction }: SortOrder): ClassScore[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => {
    if (column === 'class') return sign * byName(a, b);
    const x = a[column];
    const y = b[column];
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    return sign * (x - y) || byName(a, b);
  });
}

function byName(a: ClassScore, b: ClassScore): number {
  return a.class.localeCompare(b.class, undefined, { numeric: true, sensitivity: 'base' });
}
