/** Where a model to be added comes from. */
export type Origin =
  | { readonly kind: 'file'; readonly files: readonly { readonly path: string; readonly file: File }[] }
  | { readonly kind: 'path'; readonly path: string };

/** The name shown for an origin. */
export function nameOf(origin: Origin): string {
  if (origin.kind === 'path') return origin.path;
  const [first] = origin.files;
  return first?.path.split('/')[0] ?? '';
}
