/** Where a model comes from that is to be added. */
export type Origin = { readonly kind: 'file'; readonly files: readonly { readonly path: string; readonly file: File }[] } | { readonly kind: 'path'; readonly path: string };

/** What is shown of an origin. */
export function nameOf(origin: Origin): string {
  if (origin.kind === 'path') return origin.path;
  const [first] = origin.files;
  return first?.path.split('/')[0] ?? '';
}
