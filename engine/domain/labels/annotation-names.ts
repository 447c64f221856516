const extensions = [
  '.json',
  '.jsonl',
  '.manifest',
  '.xml',
  '.csv',
  '.tsv',
  '.txt',
  '.xlsx',
  '.yaml',
  '.yml',
  '.tm',
  '.names',
  '.data',
  '.labels',
];

/** Whether a file name has the extension of an annotation file or a sheet. */
export function isAnnotationName(name: string): boolean {
  const lower = name.toLowerCase();
  return extensions.some((extension) => lower.endsWith(extension));
}
