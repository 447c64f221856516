import { classNameKey } from '../domain/labels/class-names.ts';
import type { CutRules, GivenBox } from '../domain/labels/cut-region.ts';
import type { LeftReason } from '../domain/labels/lost-labels.ts';
import type { StatedFacts } from '../domain/labels/stated-facts.ts';
import { matchPictures } from '../domain/labels/match-pictures.ts';
import type { Split } from '../domain/labels/split.ts';
import type { GatheredAnnotations, GatheredImage } from './read-annotations.ts';
import type { StatedBox } from './stated.ts';

/**
 * `agree`: boxes label their picture if all of them are of one class and it has no label of its own; `leave`: they never do; `cut`: each box
 * becomes an image of its own, and the pictures themselves do not. `together`: what becomes the group of an image.
 */
export type LabelChoices = { readonly together: 'group' | 'site' | 'none' } & (
  { readonly boxes: 'agree' | 'leave' } | { readonly boxes: 'cut'; readonly cut: CutChoices }
);
export interface CutChoices extends CutRules {
  /** Names of classes; undefined: all boxes, those without a class included. */
  readonly classes?: readonly string[] | undefined;
  /** From 0 to 1; a box without a confidence, as drawn by people, is always certain enough. */
  readonly leastConfidence: number;
  /** Whether the class of a box becomes the label of its image. */
  readonly label: boolean;
}

/** What a picture gets from an annotation file. */
export interface LabelledPicture extends StatedFacts {
  readonly picture: string;
  readonly className: string | null;
  readonly group: string | null;
  readonly part: Split | null;
  /** Number of labels of the file that its class stands for; 0 without a class. */
  readonly labels: number;
  /** The boxes to cut out of it; null if it becomes an image as a whole. */
  readonly boxes: readonly BoxToCut[] | null;
}
export interface BoxToCut extends GivenBox {
  /** The label of its image; null for none. */
  readonly className: string | null;
  readonly confidence: number | null;
}

/** Labels that did not become labels of images, with some names to look for. */
export interface LeftLabels {
  readonly reason: LeftReason;
  readonly count: number;
  readonly examples: string[];
}
export interface LabelledPictures {
  readonly pictures: readonly LabelledPicture[];
  /** All labels of the file: classes of pictures, boxes, and what Graft has no place for. */
  readonly labels: number;
  readonly left: readonly LeftLabels[];
  /** Number of pictures that the file names, by what was found for the name. */
  readonly named: { readonly found: number; readonly missing: number; readonly ambiguous: number };
}

const mostExamples = 5;

/** Labels pictures by what an annotation file says about them. @param pictures names relative to the imported folder */
export function labelPictures({ images, lost }: GatheredAnnotations, pictures: readonly string[], choices: LabelChoices): LabelledPictures {
  const matches = matchPictures(
    pictures,
    images.map(({ file }) => file),
  );
  const left = new LeftTally();
  for (const { kind, count } of lost) left.add(kind, count);
  const byPicture = new Map<string, GatheredImage[]>();
  const named = { found: 0, missing: 0, ambiguous: 0 };
  for (const image of images) {
    const match = matches.get(image.file)!;
    if ('picture' in match) {
      named.found += 1;
      byPicture.set(match.picture, [...(byPicture.get(match.picture) ?? []), image]);
    } else {
      named['missing' in match ? 'missing' : 'ambiguous'] += 1;
      left.add('missing' in match ? 'picture-missing' : 'picture-ambiguous', labelsOf(image), image.file);
    }
  }
  const labelled = [...byPicture].map(([picture, said]) => labelOne(picture, said, choices, left));
  const labels = images.reduce((sum, image) => sum + labelsOf(image), 0) + lost.reduce((sum, { count }) => sum + count, 0);
  return { pictures: labelled, labels, left: left.all, named };
}

const labelsOf = ({ stated, boxes }: GatheredImage): number => stated + boxes.length;

function labelOne(picture: string, said: readonly GatheredImage[], choices: LabelChoices, left: LeftTally): LabelledPicture {
  const { together } = choices;
  const classes = [...new Set(said.flatMap((one) => one.classes))];
  const boxes = said.flatMap((one) => one.boxes);
  const stated = said.reduce((sum, one) => sum + one.stated, 0);
  const first = <K extends 'group' | 'site' | 'takenAt' | 'part' | 'by'>(fact: K): GatheredImage[K] | null =>
    said.find((one) => one[fact] !== null)?.[fact] ?? null;
  const facts = {
    picture,
    group: together === 'none' ? null : first(together),
    part: first('part'),
    site: first('site'),
    takenAt: first('takenAt'),
    tags: [...new Set(said.flatMap(({ tags }) => tags))],
    author: first('by'),
    boxes: null,
  };
  // Images of one picture look alike, so they stay together even where the file says nothing of it.
  if (choices.boxes === 'cut')
    return { ...facts, group: facts.group ?? picture, className: null, ...cutsOf(picture, said, choices.cut, left) };
  const [only, ...others] = classes;
  if (only === undefined) return { ...facts, ...labelOfBoxes(picture, boxes, choices.boxes, left) };
  left.add('boxes-left', boxes.length, picture);
  if (others.length === 0) return { ...facts, className: only, labels: stated };
  left.add('several-classes', stated, picture);
  return { ...facts, className: null, labels: 0 };
}

function labelOfBoxes(
  picture: string,
  boxes: readonly StatedBox[],
  use: 'agree' | 'leave',
  left: LeftTally,
): Pick<LabelledPicture, 'className' | 'labels'> {
  const [only = null, ...others] = new Set(boxes.map(({ className }) => className));
  if (use === 'agree' && only !== null && others.length === 0) return { className: only, labels: boxes.length };
  left.add(use === 'leave' ? 'boxes-left' : 'boxes-disagree', boxes.length, picture);
  return { className: null, labels: 0 };
}

/** The boxes to cut out of a picture. A box without a class gets the picture's, if it has only one. */
function cutsOf(
  picture: string,
  said: readonly GatheredImage[],
  { classes, leastConfidence, label }: CutChoices,
  left: LeftTally,
): Pick<LabelledPicture, 'boxes' | 'labels'> {
  const [only = null, ...others] = new Set(said.flatMap((one) => one.classes));
  const ofPicture = others.length === 0 ? only : null;
  const wanted = classes && new Set(classes.map(classNameKey));
  let isClassUsed = false;
  const boxes = said.flatMap((one) =>
    one.boxes.flatMap(({ className: own, ...box }): BoxToCut[] => {
      const className = own ?? ofPicture;
      const reason: LeftReason | null =
        wanted && !(className !== null && wanted.has(classNameKey(className)))
          ? 'box-of-other-class'
          : box.confidence !== null && box.confidence < leastConfidence
            ? 'box-unsure'
            : null;
      if (reason !== null) {
        left.add(reason, 1, picture);
        return [];
      }
      isClassUsed ||= own === null && className !== null;
      return [{ ...box, of: one.size, className: label ? className : null }];
    }),
  );
  const stated = said.reduce((sum, one) => sum + one.stated, 0);
  if (!isClassUsed) left.add('class-of-whole-picture', stated, picture);
  return { boxes, labels: boxes.length + (isClassUsed ? stated : 0) };
}

/** Counts labels by the reason why they are left out, with the first few names. */
export class LeftTally {
  readonly #left = new Map<LeftReason, { count: number; examples: string[] }>();

  /** Begins with labels that were left already. */
  constructor(begun: readonly LeftLabels[] = []) {
    for (const { reason, count, examples } of begun) this.add(reason, count, ...examples);
  }

  add(reason: LeftReason, count: number, ...examples: readonly string[]): void {
    if (count === 0) return;
    const known = this.#left.get(reason) ?? { count: 0, examples: [] };
    this.#left.set(reason, known);
    known.count += count;
    known.examples.push(...examples.slice(0, mostExamples - known.examples.length));
  }

  /** How many of all labels are used. */
  usedOf(labels: number): number {
    return [...this.#left.values()].reduce((used, { count }) => used - count, labels);
  }

  /** With the most frequent reason first. */
  get all(): LeftLabels[] {
    return [...this.#left].map(([reason, said]) => ({ reason, ...said })).sort((a, b) => b.count - a.count);
  }
}
