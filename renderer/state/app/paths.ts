/** Paths on the machine of the studio, which need not be that of the browser: Windows paths are told by their look. */
const isWindows = (path: string): boolean => /^[a-z]:[\\/]|^\\\\/i.test(path);
const separatorOf = (path: string): string => (isWindows(path) ? '\\' : '/');
const withoutEnd = (path: string): string => path.replace(isWindows(path) ? /(?<=[^\\/:])[\\/]+$/ : /(?<=[^/])\/+$/, '');

/** The path of something in a folder. */
export function inFolder(folder: string, name: string): string {
  const separator = separatorOf(folder);
  const start = withoutEnd(folder);
  return start.endsWith(separator) ? `${start}${name}` : `${start}${separator}${name}`;
}

/** The name of a file or folder without where it lies; empty for the top of a drive. */
export function lastPart(path: string): string {
  return withoutEnd(path).split(isWindows(path) ? /[\\/]/ : '/').at(-1) ?? '';
}

/** The folder that something lies in; the top of a drive lies in itself. */
export function folderOf(path: string): string {
  const whole = withoutEnd(path);
  const folder = whole.slice(0, whole.length - lastPart(whole).length);
  return folder === '' ? whole : withoutEnd(folder);
}

const longestName = 200;
// A name must be one on Windows too, where exported models are often carried to.
const forbidden = /[\\/:*?"<>|\p{Cc}]/u;

/** Whether this can be the name of a file or folder on every system, without a folder in front. */
export function isFileName(name: string): boolean {
  return name !== '' && name.length <= longestName && !forbidden.test(name) && name.trim() === name && !name.endsWith('.');
}

/** A file name made of any text: what names may not hold becomes a hyphen. */
export function fileNameFrom(text: string): string {
  const name = text.split('').map((sign) => (forbidden.test(sign) ? '-' : sign)).join('').trim().replace(/[. ]+$/, '').slice(0, longestName / 2);
  return isFileName(name) ? name : 'images';
}
