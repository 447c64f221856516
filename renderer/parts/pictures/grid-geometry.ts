/** The layout of a grid. Lengths in CSS pixels; rows and columns count from 0. */
export interface GridShape {
  readonly count: number;
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
}

/** Fits as many columns of at least `tile` pixels as possible and distributes the remaining width among them. */
export function shapeGrid(count: number, width: number, tile: number, gap: number, captionHeight: number): GridShape {
  const columns = Math.max(1, Math.floor((width + gap) / (tile + gap)));
  const tileWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns));
  return { count, columns, tileWidth, tileHeight: tileWidth + captionHeight, gap };
}

export function rowCount(shape: GridShape): number {
  return Math.ceil(shape.count / shape.columns);
}

export function rowHeight(shape: GridShape): number {
  return shape.tileHeight + shape.gap;
}

/** Height of the content. */
export function contentHeight(shape: GridShape): number {
  return Math.max(0, rowCount(shape) * rowHeight(shape) - shape.gap);
}

/** The first row to render and the number of rows: the visible ones and `spare` on each side. The number depends only on the height. */
export function renderedRows(shape: GridShape, scrollTop: number, height: number, spare: number): { first: number; rows: number } {
  const rows = Math.ceil(height / rowHeight(shape)) + 1 + 2 * spare;
  const last = Math.max(0, rowCount(shape) - rows);
  const first = Math.min(last, Math.max(0, Math.floor(scrollTop / rowHeight(shape)) - spare));
  return { first, rows: Math.min(rows, rowCount(shape)) };
}

/** The row shown by a recycled slot: a slot keeps its row as long as that row is rendered. */
export function rowOfSlot(slot: number, first: number, rows: number): number {
  return first + ((((slot - first) % rows) + rows) % rows);
}

/** The index of the tile at a point of the content; null between tiles and beyond the last one. */
export function indexAt(shape: GridShape, x: number, y: number): number | null {
  const column = Math.floor(x / (shape.tileWidth + shape.gap));
  const row = Math.floor(y / rowHeight(shape));
  const index = row * shape.columns + column;
  const inGap = x - column * (shape.tileWidth + shape.gap) > shape.tileWidth || y - row * rowHeight(shape) > shape.tileHeight;
  return x < 0 || y < 0 || column >= shape.columns || index >= shape.count || inGap ? null : index;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The indices of the tiles that a rectangle of the content touches, in order. */
export function indexesIn(shape: GridShape, box: Box): number[] {
  const stride = shape.tileWidth + shape.gap;
  const columns = touched(box.left, box.right, stride, shape.tileWidth, shape.columns);
  const rows = touched(box.top, box.bottom, rowHeight(shape), shape.tileHeight, rowCount(shape));
  return rows.flatMap((row) => columns.map((column) => row * shape.columns + column)).filter((index) => index < shape.count);
}

function touched(from: number, to: number, stride: number, length: number, count: number): number[] {
  const first = Math.max(0, Math.floor(from / stride) + (from % stride > length ? 1 : 0));
  const last = Math.min(count - 1, Math.floor(to / stride));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'page-up' | 'page-down' | 'row-start' | 'row-end' | 'first' | 'last';

/** Where a move of the focus ends; it stays inside the grid. */
export function moveIndex(shape: GridShape, index: number, move: Move, rowsPerPage: number): number {
  const page = Math.max(1, rowsPerPage) * shape.columns;
  const start = index - (index % shape.columns);
  const moved = {
    left: index - 1,
    right: index + 1,
    up: index - shape.columns,
    down: index + shape.columns,
    'page-up': index - page,
    'page-down': index + page,
    'row-start': start,
    'row-end': start + shape.columns - 1,
    first: 0,
    last: shape.count - 1,
  }[move];
  // Up from the first row and down from the last one do nothing; down into a short last row goes to its end.
  if (moved < 0) return move === 'left' ? 0 : index % shape.columns;
  if (moved < shape.count) return moved;
  const lastRow = Math.floor((shape.count - 1) / shape.columns);
  const stays = move === 'down' && Math.floor(index / shape.columns) === lastRow;
  return stays ? index : shape.count - 1;
}

/** The move for a key; null for other keys. */
export function moveOfKey(key: string, withCommand: boolean): Move | null {
  if (key === 'Home') return withCommand ? 'first' : 'row-start';
  if (key === 'End') return withCommand ? 'last' : 'row-end';
  const moves: Record<string, Move> = {
    ArrowLeft: 'left',
    ArrowRight: 'right',
    ArrowUp: 'up',
    ArrowDown: 'down',
    PageUp: 'page-up',
    PageDown: 'page-down',
  };
  return moves[key] ?? null;
}

/** The scroll position that shows a tile in full, with the gap around it where possible. */
export function scrollToShow(shape: GridShape, index: number, scrollTop: number, height: number): number {
  const top = Math.floor(index / shape.columns) * rowHeight(shape);
  const bottom = top + shape.tileHeight;
  if (top < scrollTop) return Math.max(0, top - shape.gap);
  return bottom > scrollTop + height ? bottom + shape.gap - height : scrollTop;
}
