import type { ImageId } from '../../../engine/contract/index.ts';

/** The selected images, the focused one, and the anchor of range selections. Immutable; each step returns a new value. */
export interface Selection {
  readonly ids: ReadonlySet<ImageId>;
  /** Index of the image that keys apply to; null before one was chosen. */
  readonly focus: number | null;
  /** Index from which Shift selects a range. */
  readonly anchor: number | null;
}

type Ids = readonly ImageId[];
export const nothingSelected: Selection = { ids: new Set(), focus: null, anchor: null };

function at(ids: Ids, index: number): Set<ImageId> {
  const id = ids[index];
  return new Set(id === undefined ? [] : [id]);
}

/** A plain click or key press: selects this image alone. */
export function selectOnly(ids: Ids, index: number): Selection {
  return { ids: at(ids, index), focus: index, anchor: index };
}

/** Ctrl and click: adds or removes this image. */
export function toggle(selection: Selection, ids: Ids, index: number): Selection {
  const id = ids[index];
  if (id === undefined) return selection;
  const chosen = new Set(selection.ids);
  if (!chosen.delete(id)) chosen.add(id);
  return { ids: chosen, focus: index, anchor: index };
}

/** Shift: selects everything from the anchor to this image, replacing the selection. */
export function extendTo(selection: Selection, ids: Ids, index: number): Selection {
  const anchor = selection.anchor ?? selection.focus ?? index;
  const [from, to] = anchor < index ? [anchor, index] : [index, anchor];
  return { ids: new Set(ids.slice(from, to + 1)), focus: index, anchor };
}

/** Selects the images inside a drawn rectangle, added to the selection in `kept`, if given. */
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

/** Clears the selection; the focus stays. */
export function selectNone(selection: Selection): Selection {
  return { ids: new Set(), focus: selection.focus, anchor: selection.focus };
}

/** Transfers a selection to another list: images not in it are dropped; the focus stays on its image if possible. */
export function carryOver(selection: Selection, before: Ids, now: Ids): Selection {
  const there = new Set(now);
  const ids = new Set([...selection.ids].filter((id) => there.has(id)));
  const focused = selection.focus === null ? undefined : before[selection.focus];
  const place = focused === undefined ? -1 : now.indexOf(focused);
  const focus = place >= 0 ? place : selection.focus === null || now.length === 0 ? null : Math.min(selection.focus, now.length - 1);
  return { ids, focus, anchor: focus };
}

/** The images that an action applies to: the selected ones in list order, else the focused one. */
export function actedOn(selection: Selection, ids: Ids): ImageId[] {
  if (selection.ids.size > 0) return ids.filter((id) => selection.ids.has(id));
  return selection.focus === null ? [] : [...at(ids, selection.focus)];
}
