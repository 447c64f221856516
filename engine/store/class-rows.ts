import type { ClassId, ImageId } from '../domain/ids.ts';
import { classNameKey } from '../domain/labels/class-names.ts';
import { nextClassKey } from '../domain/labels/class-keys.ts';
import type { Connection } from './connection.ts';

/** Everything about a class that an action can change. */
export interface ClassState {
  readonly name: string;
  readonly colour: string;
  readonly key: string | null;
  /** False before it is added and after it is removed or merged; the row stays, because annotations refer to it. */
  readonly present: boolean;
  readonly mergedInto: ClassId | null;
}
export interface ClassChange {
  readonly class: ClassId;
  readonly before: ClassState;
  readonly after: ClassState;
}
export interface ClassRecord extends ClassState {
  readonly id: ClassId;
}

interface ClassRow {
  id: ClassId;
  name: string;
  colour: string;
  key: string | null;
  present: number;
  merged_into: ClassId | null;
}

const columns = 'id, name, colour, key, present, merged_into';

export function presentClasses(connection: Connection): ClassRecord[] {
  return connection.all<ClassRow>(`SELECT ${columns} FROM classes WHERE present = 1 ORDER BY id`).map(asRecord);
}

export function classRecord(connection: Connection, id: ClassId): ClassRecord | null {
  const row = connection.get<ClassRow>(`SELECT ${columns} FROM classes WHERE id = ?`, [id]);
  return row ? asRecord(row) : null;
}

/** The current classes of images; null for unlabelled ones. */
export function classesOfImages(connection: Connection, images: readonly ImageId[]): Map<ImageId, ClassId | null> {
  const rows = connection.all<{ id: ImageId; class: ClassId | null }>(
    'SELECT id, class FROM images WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(images)],
  );
  return new Map(rows.map(({ id, class: label }) => [id, label]));
}

export function presentClassNamed(connection: Connection, name: string): ClassRecord | null {
  const row = connection.get<ClassRow>(`SELECT ${columns} FROM classes WHERE name_key = ? AND present = 1`, [classNameKey(name)]);
  return row ? asRecord(row) : null;
}

/** Adds the row of a class that does not exist for the user yet; the action that adds the class makes it present. */
export function insertAbsentClass(connection: Connection, state: ClassState): ClassRecord {
  const { added } = connection.run('INSERT INTO classes (name, name_key, colour, key, present, merged_into) VALUES (?, ?, ?, ?, 0, NULL)', [
    state.name,
    classNameKey(state.name),
    state.colour,
    state.key,
  ]);
  return { ...state, id: added as ClassId, present: false, mergedInto: null };
}

/** Sets classes to their state before or after the changes. */
export function applyClassChanges(connection: Connection, changes: readonly ClassChange[], side: 'before' | 'after'): void {
  for (const change of changes) writeState(connection, change.class, change[side]);
  refreshContested(
    connection,
    changes.map((change) => change.class),
  );
}

function writeState(connection: Connection, id: ClassId, state: ClassState): void {
  const others = presentClasses(connection).filter((other) => other.id !== id);
  const name = state.present ? freeName(state.name, others) : state.name;
  const key = state.present ? freeKey(state.key, others) : state.key;
  connection.run('UPDATE classes SET name = ?, name_key = ?, colour = ?, key = ?, present = ?, merged_into = ? WHERE id = ?', [
    name,
    classNameKey(name),
    state.colour,
    key,
    state.present ? 1 : 0,
    state.mergedInto,
    id,
  ]);
}

/** If a running import has added a class with the name of one removed meanwhile, undoing the removal needs another name. */
function freeName(name: string, others: readonly ClassRecord[]): string {
  const taken = new Set(others.map((other) => classNameKey(other.name)));
  let free = name;
  for (let count = 2; taken.has(classNameKey(free)); count += 1) free = `${name} (${count})`;
  return free;
}

function freeKey(key: string | null, others: readonly ClassRecord[]): string | null {
  const taken = new Set(others.flatMap((other) => other.key ?? []));
  return key !== null && taken.has(key) ? nextClassKey(taken) : key;
}

/**
 * Updates whether images are contested (their files are in folders of different classes), for all images with a file in a folder of one
 * of `classes`. A merged class counts as the one it was merged into, a removed one not at all.
 */
function refreshContested(connection: Connection, classes: readonly ClassId[]): void {
  const named = classes.filter((id) => connection.get('SELECT 1 FROM image_files WHERE class = ? LIMIT 1', [id]) !== undefined);
  if (named.length === 0) return;
  const images = connection.all<{ image: number }>(
    'SELECT DISTINCT image FROM image_files WHERE class IN (SELECT value FROM json_each(?))',
    [JSON.stringify(named)],
  );
  for (const { image } of images) setContested(connection, image);
}

/** SQL: image ?1 and all images with the same pixels. */
const alike = `SELECT id FROM images WHERE id = ?1 UNION
  SELECT other.id FROM images one JOIN images other ON other.pixels = one.pixels WHERE one.id = ?1`;

/** The other images with the same pixels. */
export function othersAlike(connection: Connection, image: ImageId): ImageId[] {
  return connection
    .all<{ id: ImageId }>(`SELECT id FROM images WHERE id <> ?1 AND id IN (${alike}) ORDER BY id`, { 1: image })
    .map(({ id }) => id);
}

/** Records for an image and those with the same pixels whether their folders give different classes. */
export function setContested(connection: Connection, image: number): void {
  const contested = candidateClasses(connection, image).length > 1 ? 1 : 0;
  connection.run(`UPDATE images SET contested = ?2 WHERE contested <> ?2 AND id IN (${alike})`, { 1: image, 2: contested });
}

/** The present classes given by the folders of an image's files and of images with the same pixels. */
export function candidateClasses(connection: Connection, image: number): ClassId[] {
  return connection
    .all<{ id: ClassId }>(
      `
    WITH RECURSIVE named (id) AS (
      SELECT class FROM image_files WHERE image IN (${alike}) AND class IS NOT NULL
      UNION SELECT merged_into FROM classes JOIN named USING (id) WHERE merged_into IS NOT NULL
    ) SELECT id FROM named JOIN classes USING (id) WHERE present = 1 ORDER BY id`,
      { 1: image },
    )
    .map((row) => row.id);
}

function asRecord(row: ClassRow): ClassRecord {
  return { id: row.id, name: row.name, colour: row.colour, key: row.key, present: row.present === 1, mergedInto: row.merged_into };
}
