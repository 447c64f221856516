import type { Region, Size } from '../domain/labels/cut-region.ts';
import type { ContentHash } from '../domain/ids.ts';
import type { Connection } from './connection.ts';

/** A picture that images were cut out of. */
export interface Photograph extends Size {
  readonly hash: ContentHash;
  readonly bytes: number;
}
/** Where an image was cut out, in pixels of the upright photograph. `region`: what was cut; `box`: what was drawn around the object. */
export interface Cut {
  readonly photograph: Pick<Photograph, 'hash' | 'width' | 'height'>;
  readonly region: Region;
  readonly box: Region;
}

/** The columns of an image that say where it was cut out; `i` is the image and `ph` its photograph, if it has one. */
export const cutColumns = 'i.cut, i.box, ph.hash AS photograph_hash, ph.width AS photograph_width, ph.height AS photograph_height';
export const joinPhotograph = 'LEFT JOIN photographs AS ph ON ph.id = i.photograph';
export interface CutRow {
  readonly cut: string | null;
  readonly box: string | null;
  readonly photograph_hash: ContentHash | null;
  readonly photograph_width: number | null;
  readonly photograph_height: number | null;
}

export function cutOf({ cut, box, photograph_hash: hash, photograph_width: width, photograph_height: height }: CutRow): Cut | null {
  if (cut === null || box === null || hash === null || width === null || height === null) return null;
  return { photograph: { hash, width, height }, region: regionOf(cut), box: regionOf(box) };
}

/** As stored: "x y width height". */
export const regionText = ({ x, y, width, height }: Region): string => `${x} ${y} ${width} ${height}`;

function regionOf(text: string): Region {
  const [x = 0, y = 0, width = 0, height = 0] = text.split(' ').map(Number);
  return { x, y, width, height };
}

/** The id of a photograph, which is added if it is new. */
export function photographId(connection: Connection, { hash, width, height, bytes }: Photograph): number {
  const known = connection.get<{ id: number }>('SELECT id FROM photographs WHERE hash = ?', [hash]);
  if (known) return known.id;
  return connection.run('INSERT INTO photographs (hash, width, height, bytes) VALUES (?, ?, ?, ?)', [hash, width, height, bytes]).added;
}
