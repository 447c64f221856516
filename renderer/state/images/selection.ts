import type { ImageId } from '../../../engine/contract/index.ts';

/** Which images are selected, where the keyboard is, and from where a range is drawn. Values never change; each step makes a new one. */
export interface Selection {
  readonly ids: ReadonlySet<ImageId>;
  /** Place of the image that keys act on; null before any was chosen. */
  readonly focus: number | null;
  /** Place from which Shift draws a range. */
  readonly anchor: number | null;
}

type Ids = readonly ImageId[];
export const nothingSelected: Selection = { ids: new Set(), focus: null, anchor: null };

function at(ids: Ids, index: number): Set<ImageId> {
  const id = ids[index];
  return new Set(id === undefined ? [] : [id]);
}

/** A plain click, or a move of the keyboard: this image alone. */
export function selectOnly(ids: Ids, index: number): Selection {
  return { ids: at(ids, index), focus: index, anchor: index };
}

/** Ctrl and click: this image too, or no longer. */
export function toggle(selection: Selection, ids: Ids, index: number): Selection {
  const id = ids[index];
  if (id === undefined) return selection;
  const chosen = new Set(selection.ids);
  if (!chosen.delete(id)) chosen.add(id);
  return { ids: chosen, focus: index, anchor: index };
}

/** Shift: everything from the anchor to this image, in place of what was selected. */
export function extendTo(selection: Selection, ids: Ids, index: number): Selection {
  const anchor = selection.anchor ?? selection.focus ?? index;
  const [from, to] = anchor < index ? [anchor, index] : [index, anchor];
  return { ids: new Set(ids.slice(from, to + 1)), focus: index, anchor };
}

/** The images inside a drawn rectangle; with `kept` they come on top of what was selected when the drawing began. */
export function selectBox(ids: Ids, indexes: readonly number[], kept: Selection | null): Selection {
  const chosen = new Set(kept?.ids);
  for (const index of indexes) {
    const id = ids[index];
    if (id !== undefined) chosen.add(id);
  }
  const first = indexes[0] ?? kept?.focus ?? null;
  return { ids: chosen, focus: first, anchor: first };
}

export function selectAll(selection: Selection, ids: Ids): Selection {
  return { ids: new Set(ids), focus: selection.focus ?? 0, anchor: 0 };
}

/** Nothing selected; the keyboard stays where it is. */
export function selectNone(selection: Selection): Selection {
  return { ids: new Set(), focus: selection.focus, anchor: selection.focus };
}

/** Carries a selection over to another list: images that are gone are dropped, the focus stays with its image where it can. */
export function carryOver(selection: Selection, before: Ids, now: Ids): Selection {
  const there = new Set(now);
  const ids = new Set([...selection.ids].filter((id) => there.has(id)));
  const focused = selection.focus === null ? undefined : before[selection.focus];
  const place = focused === undefined ? -1 : now.indexOf(focused);
  const focus = place >= 0 ? place : selection.focus === null || now.length === 0 ? null : Math.min(selection.focus, now.length - 1);
  return { ids, focus, anchor: focus };
}

/** The images an action is for: the selected ones in the order of the list, else the one the keyboard is on. */
export function actedOn(selection: Selection, ids: Ids): ImageId[] {
  if (selection.ids.size > 0) return ids.filter((id) => selection.ids.has(id));
  return selection.focus === null ? [] : [...at(ids, selection.focus)];
}
