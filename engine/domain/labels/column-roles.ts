/** What a column of a sheet says about images. `classes`: several in one cell; `one-hot`: a column per class, with 0 and 1. */
export const columnRoles = ['file', 'class', 'classes', 'one-hot', 'group', 'site', 'date', 'split', 'tags', 'author', 'ignore'] as const;
export type ColumnRole = (typeof columnRoles)[number];
