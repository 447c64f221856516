/** Rows that are judged by the others. */
export interface JudgedRows {
  /** Class index of each row. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Lists of rows that share a group; a row in none stands for itself. */
  readonly groups: readonly (readonly number[])[];
}

/** The rows that are left out with each row: itself and all of its group. */
export function leftOutWith({ groups }: JudgedRows): (row: number) => readonly number[] {
  const groupOf = new Map(groups.flatMap((group) => group.map((row) => [row, group] as const)));
  return (row) => groupOf.get(row) ?? [row];
}
