const reservedOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
const longestName = 80;

/** Returns a folder name that is valid on every file system and as close to `name` as possible. */
export function folderNameFor(name: string): string {
  const plain = [...name.normalize('NFC')]
    .map((letter) => (isForbidden(letter) ? '-' : letter))
    .join('')
    .trim();
  const trimmed = plain.slice(0, longestName).replace(/^\.+|[. ]+$/gu, '');
  if (trimmed === '') return 'project';
  return reservedOnWindows.test(trimmed) ? `${trimmed}-` : trimmed;
}

function isForbidden(letter: string): boolean {
  return '<>:"/\\|?*'.includes(letter) || letter < ' ' || letter === '\u007f';
}
