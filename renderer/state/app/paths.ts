/** Paths on the studio's machine, which may differ from the browser's: Windows paths are recognised by their form. */
const isWindows = (path: string): boolean => /^[a-z]:[\\/]|^\\\\/i.test(path);
const separatorOf = (path: string): string => (isWindows(path) ? '\\' : '/');
const withoutEnd = (path: string): string => path.replace(isWindows(path) ? /(?<=[^\\/:])[\\/]+$/ : /(?<=[^/])\/+$/, '');

/** The path of a file or folder inside a folder. */
export function inFolder(folder: string, name: string): string {
  const separator = separatorOf(folder);
  const start = withoutEnd(folder);
  return start.endsWith(separator) ? `${start}${name}` : `${start}${separator}${name}`;
}

/** The last part of a path; empty for the root of a drive. */
export function lastPart(path: string): string {
  return (
    withoutEnd(path)
      .split(isWindows(path) ? /[\\/]/ : '/')
      .at(-1) ?? ''
  );
}

/** The parent folder of a path; the root of a drive is its own parent. */
export function folderOf(path: string): string {
  const whole = withoutEnd(path);
  const folder = whole.slice(0, whole.length - lastPart(whole).length);
  return folder === '' ? whole : withoutEnd(folder);
}

const longestName = 200;
// Names must also be valid on Windows, where exported models are often taken.
const forbidden = /[\\/:*?"<>|\p{Cc}]/u;

/** Whether this is a valid name of a file or folder on every system, without a parent folder. */
export function isFileName(name: string): boolean {
  return name !== '' && name.length <= longestName && !forbidden.test(name) && name.trim() === name && !name.endsWith('.');
}

/** Turns any text into a file name: invalid characters become hyphens. */
export function fileNameFrom(text: string): string {
  const name = text
    .split('')
    .map((sign) => (forbidden.test(sign) ? '-' : sign))
    .join('')
    .trim()
    .replace(/[. ]+$/, '')
    .slice(0, longestName / 2);
  return isFileName(name) ? name : 'images';
}
