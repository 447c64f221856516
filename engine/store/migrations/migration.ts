/** One step from the previous schema to its own `version`. Published steps are never edited; changes are new steps. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
