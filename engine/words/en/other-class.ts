import { count, countImages, listed } from './figures.ts';

/** Classes that a run was trained on as one. */
interface TrainedAsOne {
  readonly name: string;
  readonly isOwn: boolean;
  readonly classes: readonly { readonly name: string }[];
}
const namesOf = ({ classes }: TrainedAsOne): string[] => classes.map(({ name }) => name);

/** Small classes that are trained as one class, usually "Other". */
export const otherClass = {
  /** A run on a list. */
  short: (one: TrainedAsOne) => `${one.name}: ${namesOf(one).join(', ')}`,
  title: 'Classes trained as one',
  trained: (one: TrainedAsOne) =>
    one.isOwn
      ? `The images of ${listed(namesOf(one))} were trained as "${one.name}". Their labels are unchanged.`
      : `The images of ${listed(namesOf(one))} were trained as one class, "${one.name}". Their labels are unchanged.`,
  means: (one: TrainedAsOne) =>
    one.isOwn ? `In this run, "${one.name}" also stands for ${listed(namesOf(one))}.` : `"${one.name}" stands for ${listed(namesOf(one))}.`,
  /** Beside an image that is predicted as such a class. */
  notLabel: (one: TrainedAsOne) =>
    one.isOwn
      ? `In this run, "${one.name}" also stands for ${listed(namesOf(one))}. Label the image with the class that it shows.`
      : `"${one.name}" stands for ${listed(namesOf(one))} in this run. It is not a class of the project, so no image can be labelled with it: choose the class that the image shows.`,

  choice: {
    title: 'Small classes',
    explain:
      'A class with few images is hard to learn. Small classes can be trained together as one class, so that the model tells them from the others. Their labels stay as they are.',
    apart: 'Train every class as itself',
    together: 'Train small classes as one class',
    into: 'Train them as',
    newClass: 'A class of this training only',
    name: 'Name',
    below: 'List classes with fewer images than',
    which: 'Classes to train as one',
    one: (name: string, images: number) => `${name} (${countImages(images)})`,
    none: (below: number) => `No class has fewer than ${countImages(below)}.`,
    sum: (name: string, images: number, classes: number) =>
      `${countImages(images)} of ${count(classes, 'class', 'classes')} will be trained as "${name}".`,
    others: 'Rankings of source models and transfer reports use every class as it is labelled.',
    rankBlocked:
      'A ranking uses every class as it is labelled, and some classes have too few images for that. Label more of them, or leave these classes out.',
  },
  planned: (name: string, classes: readonly string[]) => `${listed(classes)} will be trained as "${name}".`,
  go: (name: string) => `Train as "${name}"`,
  useOwn: (name: string) => `Train as the class "${name}"`,
  choose: 'Choose classes',
  checks: {
    'other-planned': (f: { name: string; classes: readonly string[] }) =>
      `${listed(f.classes)} will be trained as "${f.name}". The labels stay as they are.`,
    'other-empty': () => 'No class is chosen to be trained as one with others.',
    'other-unnamed': () => 'The class that small classes are trained as needs a name.',
    'other-name-taken': (f: { name: string }) =>
      `The project already has a class "${f.name}". Give the class of the run another name, or train the small classes as "${f.name}".`,
    'other-too-small': (f: { name: string; images: number }) =>
      f.images === 1
        ? `"${f.name}" would have only one image. It needs at least two, one for training and one for testing.`
        : `"${f.name}" would have no images. It needs at least two, one for training and one for testing.`,
  },
};
