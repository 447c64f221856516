import type { ClassId, ClassSummary } from '../../../engine/contract/index.ts';
import { StudioError } from '../../../engine/domain/failure.ts';
import { fewestOther, otherOf, usualOtherName, type OtherChoice } from '../../../engine/domain/labels/other-class.ts';

/** Why classes cannot be trained as one as chosen. */
export type OtherProblem =
  | { readonly kind: 'other-empty' }
  | { readonly kind: 'other-unnamed' }
  | { readonly kind: 'other-name-taken'; readonly name: string }
  | { readonly kind: 'other-too-small'; readonly name: string; readonly images: number };

/** The name of the class that the chosen classes are trained as. */
export const nameOf = ({ name, into }: OtherChoice, classes: readonly ClassSummary[]): string =>
  classes.find(({ id }) => id === into)?.name ?? name;

/** The images used of a class. */
export const usedOf = ({ images, excluded }: ClassSummary): number => images - excluded;

const isPart = (other: OtherChoice, { id }: ClassSummary): boolean => id === other.into || other.classes.includes(id);

/** The images used of the chosen classes and of the class of the project that they are trained as. */
export const imagesOf = (other: OtherChoice, classes: readonly ClassSummary[]): number =>
  classes.filter((one) => isPart(other, one)).reduce((sum, one) => sum + usedOf(one), 0);

export function otherProblem(other: OtherChoice, classes: readonly ClassSummary[]): OtherProblem | null {
  try {
    otherOf({ ...other, classes: other.classes.filter((id) => classes.some((one) => one.id === id)) }, classes);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    if (error.code === 'other-name-taken') return { kind: 'other-name-taken', name: String(error.facts.name) };
    return error.code === 'class-name-empty' ? { kind: 'other-unnamed' } : { kind: 'other-empty' };
  }
  const images = imagesOf(other, classes);
  return images < fewestOther ? { kind: 'other-too-small', name: nameOf(other, classes), images } : null;
}

/** The classes of a project as they are trained: the chosen ones as one. */
export function asOneClass(other: OtherChoice, classes: readonly ClassSummary[]): ClassSummary[] {
  const parts = classes.filter((one) => isPart(other, one));
  const [first] = parts;
  if (!first) return [...classes];
  const sum = (of: (one: ClassSummary) => number): number => parts.reduce((total, one) => total + of(one), 0);
  return [
    ...classes.filter((one) => !isPart(other, one)),
    {
      ...first,
      name: nameOf(other, classes),
      images: sum((one) => one.images),
      excluded: sum((one) => one.excluded),
      train: sum((one) => one.train),
      validation: sum((one) => one.validation),
      test: sum((one) => one.test),
    },
  ];
}

/** These classes trained as one, with what has been chosen before. A class of the project called Other is offered as the target. */
export function chooseOther(classes: readonly ClassId[], before: OtherChoice | null, present: readonly ClassSummary[]): OtherChoice {
  const own = present.find(({ name }) => name.trim().toLowerCase() === usualOtherName.toLowerCase())?.id ?? null;
  const { name, into } = before ?? { name: usualOtherName, into: own };
  return { name, into, classes: [...new Set([...(before?.classes ?? []), ...classes])].filter((id) => id !== into) };
}
