import { foldCase } from '../case-folding.ts';

/** The picture that an annotation file means by a name. */
export type PictureMatch =
  | { readonly picture: string }
  | { readonly missing: true }
  /** Up to three of the pictures that it could mean. */
  | { readonly ambiguous: readonly string[] };

const mostCandidates = 3;
const missing: PictureMatch = { missing: true };
/** Scheme and host of an address; a letter alone would be a drive. */
const host = /^[a-z][a-z0-9+.-]+:\/\/[^/]*/i;
/** What Label Studio puts before the name of an uploaded file. */
const uploadPrefix = /(^|\/)[0-9a-f]{8}-(?=[^/]+$)/;
/** An extension begins with a letter, so that the `.5` of `plot 1.5` is none. */
const extension = /\.[a-z][a-z0-9]{1,4}$/i;

/**
 * Finds the pictures that an annotation file names. A name means the picture with the same path, or else the one whose path has the
 * longest end in common with it, which is at least the base name. If that decides nothing, case and Unicode normalisation are ignored, then
 * extensions, then the prefix of an upload. If several names find the same picture, the closest has it; if none is closest, none has it,
 * because there may have been several pictures of that name.
 * @param pictures paths relative to the imported folder, with forward slashes
 * @param stated names as annotation files give them: paths of any system, addresses, bare names
 */
export function matchPictures(pictures: Iterable<string>, stated: Iterable<string>): Map<string, PictureMatch> {
  const search = new Search(new Set(pictures));
  const found = new Map<string, Found>();
  for (const name of stated) if (!found.has(name)) found.set(name, search.find(name));
  const closest = closestNames(found);
  return new Map([...found].map(([name, one]) => [name, matchOf(one, closest)]));
}

function matchOf({ path, candidates }: Found, closest: ReadonlyMap<string, Closest>): PictureMatch {
  const [picture, second] = candidates;
  if (picture === undefined) return missing;
  const owner = closest.get(picture);
  if (second !== undefined || owner?.tied) return { ambiguous: candidates };
  return owner?.found.path === path ? { picture } : missing;
}

/** What a name finds. */
interface Found {
  /** The name as a plain path. */
  readonly path: string;
  readonly candidates: readonly string[];
  /** The number of the rule that found them; lower rules are stricter. */
  readonly rule: number;
  /** How many components the paths have in common. */
  readonly common: number;
}

/** The name closest to a picture. */
interface Closest {
  readonly found: Found;
  /** Whether a different name is as close. */
  readonly tied: boolean;
}

function closestNames(found: ReadonlyMap<string, Found>): Map<string, Closest> {
  const closest = new Map<string, Closest>();
  for (const one of found.values()) {
    const [picture, second] = one.candidates;
    if (picture === undefined || second !== undefined) continue;
    const owner = closest.get(picture);
    const order = owner === undefined ? -1 : one.rule - owner.found.rule || compare(owner.found.common, one.common);
    if (order < 0) closest.set(picture, { found: one, tied: false });
    else if (order === 0 && owner && owner.found.path !== one.path) closest.set(picture, { found: owner.found, tied: true });
  }
  return closest;
}

/** Like the difference, but also right for two infinite numbers. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

const same = (path: string): string => path;
const withoutExtension = (path: string): string => path.replace(extension, '');
const pictureStem = (path: string): string => path.replace(/\.[^./]*$/, '');
const foldedStem = (path: string): string => foldCase(pictureStem(path));
/** How paths are compared: each rule has a form for pictures and one for names. A name may lack an extension or have another one. */
const rules: readonly { readonly ofPicture: (path: string) => string; readonly ofName: (path: string) => string }[] = [
  { ofPicture: same, ofName: same },
  { ofPicture: foldCase, ofName: foldCase },
  { ofPicture: pictureStem, ofName: same },
  { ofPicture: pictureStem, ofName: withoutExtension },
  { ofPicture: foldedStem, ofName: foldCase },
  { ofPicture: foldedStem, ofName: (path) => foldCase(withoutExtension(path)) },
];

class Search {
  readonly #pictures: ReadonlySet<string>;
  /** Built when first needed, by the form of pictures; often the first is enough. */
  readonly #indexes = new Map<(path: string) => string, TrailIndex>();

  constructor(pictures: ReadonlySet<string>) {
    this.#pictures = pictures;
  }

  find(name: string): Found {
    const plain = plainPath(name);
    const decoded = decodedPath(plain);
    const path = decoded ?? plain;
    if (this.#pictures.has(name)) return { path, candidates: [name], rule: 0, common: Infinity };
    const paths = decoded === null ? [plain] : [plain, decoded];
    const found = this.#findByRules(paths, 0);
    if (found.candidates.length > 0 || !uploadPrefix.test(path)) return { path, ...found };
    const originals = paths.map((one) => one.replace(uploadPrefix, '$1'));
    return { path, ...this.#findByRules(originals, rules.length) };
  }

  /** The answer of the first rule that has any. Where the first rule finds several, the second may tell them apart by their folders. */
  #findByRules(paths: readonly string[], firstRule: number): Omit<Found, 'path'> {
    let several: Omit<Found, 'path'> | null = null;
    for (const [rule, { ofPicture, ofName }] of rules.entries()) {
      if (several !== null && rule > 1) break;
      const index = this.#index(ofPicture);
      for (const path of paths) {
        const { candidates, common } = index.find(ofName(path));
        if (candidates.length === 1) return { candidates, common, rule: firstRule + rule };
        if (candidates.length > 1) several ??= { candidates, common, rule: firstRule + rule };
      }
    }
    return several ?? { candidates: [], common: 0, rule: Infinity };
  }

  #index(form: (path: string) => string): TrailIndex {
    const known = this.#indexes.get(form);
    if (known) return known;
    const index = new TrailIndex();
    for (const picture of this.#pictures) index.add(form(picture), picture);
    this.#indexes.set(form, index);
    return index;
  }
}

/** Without what comes before a path in addresses, and with forward slashes between components that name something. */
function plainPath(name: string): string {
  const before = host.exec(name)?.[0].length;
  const path = (before === undefined ? name : (name.slice(before).split('?', 1)[0] ?? '')).replaceAll('\\', '/');
  return /(^|\/)\.?(\/|$)/.test(path)
    ? path
        .split('/')
        .filter((one) => one !== '' && one !== '.')
        .join('/')
    : path;
}

/** Null if nothing in it is percent-encoded, or something is encoded wrongly. */
function decodedPath(path: string): string | null {
  if (!path.includes('%')) return null;
  try {
    const decoded = plainPath(decodeURIComponent(path));
    return decoded === path ? null : decoded;
  } catch {
    return null;
  }
}

/** All paths with the same last components. */
interface Branch {
  /** The first of the pictures. */
  readonly pictures: string[];
  /** The path of the first picture, and where its part before the common components ends; below 1 if there is none. */
  readonly path: string;
  readonly end: number;
  /** Pictures whose path consists of the common components alone. */
  readonly whole: string[];
  /** By the component before the common ones; null while there is one path only, which needs no telling apart. */
  before: Map<string, Branch> | null;
}

/** Finds paths by their ends. Paths are stored as a tree from the base name upwards, only as deep as they differ. */
class TrailIndex {
  readonly #byBaseName = new Map<string, Branch>();

  add(path: string, picture: string): void {
    let branches = this.#byBaseName;
    let end = path.length;
    for (;;) {
      const start = path.lastIndexOf('/', end - 1) + 1;
      const component = path.slice(start, end);
      end = start - 1;
      const branch = branches.get(component);
      if (branch === undefined) {
        branches.set(component, newBranch(path, end, picture));
        return;
      }
      branch.before ??= firstBefore(branch);
      addCandidate(branch.pictures, picture);
      if (end < 1) {
        addCandidate(branch.whole, picture);
        return;
      }
      branches = branch.before;
    }
  }

  /** The pictures with the longest end in common with a path, and its length in components: infinite for the same path. */
  find(path: string): { readonly candidates: readonly string[]; readonly common: number } {
    let branches: Map<string, Branch> | null = this.#byBaseName;
    let end = path.length;
    let last: Branch | null = null;
    let common = 0;
    while (branches !== null && end >= 1) {
      const start = path.lastIndexOf('/', end - 1) + 1;
      const branch: Branch | undefined = branches.get(path.slice(start, end));
      if (branch === undefined) return { candidates: last?.pictures ?? [], common };
      last = branch;
      common += 1;
      end = start - 1;
      branches = branch.before;
    }
    if (last === null) return { candidates: [], common };
    if (branches === null) return { candidates: last.pictures, common: last.path === path ? Infinity : commonEnd(last.path, path) };
    return last.whole.length > 0 ? { candidates: last.whole, common: Infinity } : { candidates: last.pictures, common };
  }
}

const newBranch = (path: string, end: number, picture: string): Branch => ({
  pictures: [picture],
  path,
  end,
  whole: end < 1 ? [picture] : [],
  before: null,
});

/** The branches of a branch that had one path until now. */
function firstBefore({ path, end, pictures: [picture] }: Branch): Map<string, Branch> {
  if (end < 1 || picture === undefined) return new Map();
  const start = path.lastIndexOf('/', end - 1) + 1;
  return new Map([[path.slice(start, end), newBranch(path, start - 1, picture)]]);
}

function addCandidate(candidates: string[], picture: string): void {
  if (candidates.length < mostCandidates) candidates.push(picture);
}

function commonEnd(a: string, b: string): number {
  const [one, other] = [a.split('/').reverse(), b.split('/').reverse()];
  const differs = one.findIndex((component, at) => component !== other[at]);
  return differs < 0 ? one.length : differs;
}
