/** The source model that set-up installs, the default if it is there, and the one that is always there. */
export const usualSource = 'efficientnet-lite0',
  starterSource = 'starter';

const longestId = 60;

/** Returns a lower-case id for a source model with this title that is a valid folder name on every file system. */
export function sourceIdFor(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-');
  const trimmed = plain.slice(0, longestId).replace(/^[-._]+|[-._]+$/g, '');
  if (trimmed === '') return 'model';
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(trimmed) ? `model-${trimmed}` : trimmed;
}

/** Returns `wanted`, with the first free number appended if it is taken. Case is ignored, as on some file systems. */
export function freeSourceId(wanted: string, taken: Iterable<string>): string {
  const all = new Set([...taken].map((id) => id.toLowerCase()));
  if (!all.has(wanted.toLowerCase())) return wanted;
  for (let number = 2; ; number++) if (!all.has(`${wanted}-${number}`.toLowerCase())) return `${wanted}-${number}`;
}
