/** Position in a matrix of rows x columns. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}
export interface Confusion {
  readonly row: number;
  readonly column: number;
  readonly count: number;
  readonly share: number;
}

/** The share of each count in its row, 0 for an empty row; determines the shading. Same shape as `counts`. */
export function rowShares(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row) => {
    const sum = total(row);
    return row.map((count) => (sum > 0 ? count / sum : 0));
  });
}

/** The off-diagonal cells with the most images, in descending order; ties by the larger share of the row. */
export function mostConfused(counts: readonly (readonly number[])[], most: number): Confusion[] {
  const shares = rowShares(counts);
  return counts
    .flatMap((cells, row) => cells.map((count, column) => ({ row, column, count, share: shares[row]![column]! })))
    .filter((cell) => cell.row !== cell.column && cell.count > 0)
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, most);
}

/** Where a key of the ARIA grid pattern moves the focus; null for other keys. */
export function moveInMatrix(from: Cell, key: string, ctrl: boolean, rows: number, columns: number): Cell | null {
  const clamp = (row: number, column: number): Cell => ({
    row: Math.min(rows - 1, Math.max(0, row)),
    column: Math.min(columns - 1, Math.max(0, column)),
  });
  switch (key) {
    case 'ArrowUp':
      return clamp(from.row - 1, from.column);
    case 'ArrowDown':
      return clamp(from.row + 1, from.column);
    case 'ArrowLeft':
      return clamp(from.row, from.column - 1);
    case 'ArrowRight':
      return clamp(from.row, from.column + 1);
    case 'Home':
      return clamp(ctrl ? 0 : from.row, 0);
    case 'End':
      return clamp(ctrl ? rows - 1 : from.row, columns - 1);
    default:
      return null;
  }
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
