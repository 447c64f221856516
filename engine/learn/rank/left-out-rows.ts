/** Rows that are each predicted from the others. */
export interface JudgedRows {
  /** Class index of each row. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Lists of rows that share a group; a row in none is a group of its own. */
  readonly groups: readonly (readonly number[])[];
}

/** Returns the rows that are left out with a given row: the row itself and all of its group. */
export function leftOutWith({ groups }: JudgedRows): (row: number) => readonly number[] {
  const groupOf = new Map(groups.flatMap((group) => group.map((row) => [row, group] as const)));
  return (row) => groupOf.get(row) ?? [row];
}
