/** The source model that set-up brings, which is the default where it is, and the one that is always there. */
export const usualSource = 'efficientnet-lite0', starterSource = 'starter';

const longestId = 60;

/** An id for a source model of this title, in lower case, that every file system takes as the name of a folder. */
export function sourceIdFor(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9._]+/g, '-');
  const trimmed = plain.slice(0, longestId).replace(/^[-._]+|[-._]+$/g, '');
  if (trimmed === '') return 'model';
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(trimmed) ? `model-${trimmed}` : trimmed;
}

/** `wanted`, or with the first number behind it that is not taken. Ids that differ only in case count as one: some file systems say so. */
export function freeSourceId(wanted: string, taken: Iterable<string>): string {
  const all = new Set([...taken].map((id) => id.toLowerCase()));
  if (!all.has(wanted.toLowerCase())) return wanted;
  for (let number = 2; ; number++) if (!all.has(`${wanted}-${number}`.toLowerCase())) return `${wanted}-${number}`;
}
