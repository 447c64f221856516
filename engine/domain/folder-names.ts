import { foldCase } from './case-folding.ts';

const reservedOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
const longestName = 80;
/** File systems allow 255 bytes, and a mark or an ending may follow. */
const longestBytes = 200;

/** Returns a folder name that is valid on every file system and as close to `name` as possible. */
export const folderNameFor = (name: string): string => plainName(name, 'project');

/** The same for any file or folder; `fallback` if nothing is left of the name. */
function plainName(name: string, fallback: string): string {
  const plain = [...name.normalize('NFC')]
    .map((letter) => (isForbidden(letter) ? '-' : letter))
    .join('')
    .trim();
  const trimmed = shortened(plain).replace(/^[. ]+|[. ]+$/gu, '');
  if (trimmed === '') return fallback;
  return reservedOnWindows.test(trimmed) ? reservedAvoided(trimmed) : trimmed;
}

/** Windows reserves these names with any ending too. */
function reservedAvoided(name: string): string {
  const end = name.indexOf('.');
  return end < 0 ? `${name}-` : `${name.slice(0, end)}-${name.slice(end)}`;
}

function shortened(name: string): string {
  let bytes = 0;
  const kept: string[] = [];
  for (const letter of name) {
    bytes += bytesOf(letter);
    if (kept.length === longestName || bytes > longestBytes) break;
    kept.push(letter);
  }
  return kept.join('');
}

/** In UTF-8. */
function bytesOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function isForbidden(letter: string): boolean {
  return '<>:"/\\|?*'.includes(letter) || letter < ' ' || letter === '\u007f';
}

/** Gives names within one folder, each different from all others on every file system, also on those that ignore case. */
export class NamesInFolder {
  readonly #taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken.map(foldCase));
  }

  /** A valid name as close to `name` as possible. If it is taken, it gets `mark` before its ending, and a number if that is taken too. */
  take(
    name: string,
    { mark, fallback, ending = '' }: { readonly mark: string; readonly fallback: string; readonly ending?: string },
  ): string {
    const plain = plainName(name, fallback);
    let chosen = `${plain}${ending}`;
    for (let number = 1; this.#taken.has(foldCase(chosen)); number++)
      chosen = `${plain}-${mark}${number === 1 ? '' : `-${number}`}${ending}`;
    this.#taken.add(foldCase(chosen));
    return chosen;
  }
}
