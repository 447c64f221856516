import { StudioError } from '../failure.ts';
import type { ClassId } from '../ids.ts';
import { classNameKey, cleanClassName } from './class-names.ts';

/** The name of the class that small classes are trained as, unless the user chooses another. */
export const usualOtherName = 'Other';
/** With fewer images, a class is too small for the head to learn from and for its test images to say much. */
export const fewImages = 10;
/** One for training and one for testing. */
export const fewestOther = 2;

/** The choice to train several classes as one. Their labels stay as they are. */
export interface OtherChoice {
  /** The name of a class of the run alone; unused if `into` is a class of the project. */
  readonly name: string;
  /** A class of the project that the others are trained as; null for a class of the run alone. */
  readonly into: ClassId | null;
  readonly classes: readonly ClassId[];
}

/** What a model card says of it: the name in the model's list of classes, and the classes of the project that it stands for. */
export interface TrainedAsOne {
  readonly class: string;
  readonly classes: readonly string[];
}

interface NamedClass {
  readonly id: ClassId;
  readonly name: string;
}

/** How a run maps labels to the classes that it is trained on. Stored with the run; runs of earlier versions have none. */
export interface OtherClass {
  readonly version: 1;
  /** The class of the images of `classes` in the run: one of the project if `isOwn`. Otherwise no label ever has it. */
  readonly id: ClassId;
  readonly name: string;
  readonly isOwn: boolean;
  readonly classes: readonly NamedClass[];
}

/** The id of a class of a run alone before the run exists. No class has it. */
export const unmadeOther = 0 as ClassId;

/**
 * Checks a choice against the classes of a project. Errors: `class-not-found`; `class-name-empty`; `class-exists` if the name is that of a
 * class of the project, ignoring case and surrounding space; `other-without-classes`.
 */
export function otherOf({ name, into, classes }: OtherChoice, present: readonly NamedClass[]): OtherClass {
  const named = (id: ClassId): NamedClass => {
    const found = present.find((one) => one.id === id);
    if (!found) throw new StudioError('class-not-found', { class: id });
    return { id, name: found.name };
  };
  const target = into === null ? null : named(into);
  const members = [...new Set(classes)].filter((id) => id !== into).map(named);
  if (members.length === 0) throw new StudioError('other-without-classes');
  const listed = members.toSorted((a, b) => a.id - b.id);
  if (target) return { version: 1, ...target, isOwn: true, classes: listed };
  const clean = cleanClassName(name);
  const clash = present.find((one) => classNameKey(one.name) === classNameKey(clean));
  if (clash) throw new StudioError('other-name-taken', { name: clash.name });
  return { version: 1, id: unmadeOther, name: clean, isOwn: false, classes: listed };
}

/** A choice made earlier, without the classes that no longer exist; null if none is left. */
export function choiceAmong(choice: OtherChoice | null, present: readonly { readonly id: ClassId }[]): OtherChoice | null {
  if (choice === null) return null;
  const isThere = (id: ClassId): boolean => present.some((one) => one.id === id);
  const classes = choice.classes.filter((id) => isThere(id) && id !== choice.into);
  if (classes.length === 0) return null;
  return { name: choice.name, into: choice.into !== null && isThere(choice.into) ? choice.into : null, classes };
}

/** The class that a label counts as in a run. */
export const classIn = (other: OtherClass | null, label: ClassId): ClassId =>
  other?.classes.some(({ id }) => id === label) ? other.id : label;

/**
 * The class by whose images the split is balanced. A class with a group for each part of the split is divided by itself, so that it can
 * also be trained alone later; smaller ones are divided together.
 */
export const classToSplitBy = (other: OtherClass | null, label: ClassId, groupsOf: (label: ClassId) => number): ClassId =>
  groupsOf(label) >= 3 ? label : classIn(other, label);

/** Whether two classes of runs alone are the same class: then their runs can be compared. */
export const isSameOther = (a: OtherClass, b: OtherClass): boolean =>
  !a.isOwn
  && !b.isOwn
  && a.name === b.name
  && a.classes.length === b.classes.length
  && a.classes.every(({ id }) => b.classes.some((one) => one.id === id));
