import { NamesInFolder } from '../../../../domain/folder-names.ts';
import type { Split } from '../../../../domain/labels/split.ts';
import type { TableForm } from '../../../../domain/table-form.ts';
import { csvFileName, csvHead, csvLine } from '../../../../files/csv.ts';
import { whyNotTrainable, withoutLeft, type LabelledSet, type LabelWriter, type OutFile, type SetImage } from '../labelled-set.ts';
import { nameOfCopy } from '../names-of-files.ts';

/** Beside the folders: which class each of them is, since not every name of a class can be that of a folder. */
const classesFile = 'classes.csv';

/** A folder for each class with copies of its pictures. */
export const classFolders: LabelWriter = (set, table) => {
  const { images, left } = withoutLeft(set.images, whyNotTrainable);
  return { images, left, files: files(set, images, table, () => '') };
};

const partFolders: Readonly<Record<Split, string>> = { train: 'train/', validation: 'val/', test: 'test/' };

/**
 * The layout of Ultralytics YOLO for classification (https://docs.ultralytics.com/datasets/classify): `train`, `val` and `test`, each with
 * a folder per class. Images without a part of the split are left out, because any choice here could put images of one group on both sides.
 * In a project without any split, all are for training, as in a new project.
 */
export const yolo: LabelWriter = (set, table) => {
  const hasSplit = set.images.some(({ split }) => split !== null);
  const { images, left } = withoutLeft(
    set.images,
    (image) => whyNotTrainable(image) ?? (hasSplit && image.split === null ? 'no-split' : null),
  );
  return { images, left, files: files(set, images, table, ({ split }) => partFolders[split ?? 'train']) };
};

function* files(
  { classes }: LabelledSet,
  images: readonly SetImage[],
  table: TableForm,
  above: (image: SetImage) => string,
): Iterable<OutFile> {
  const names = new NamesInFolder([classesFile]);
  const folderOf = new Map(classes.map((name, index) => [name, names.take(name, { mark: String(index + 1), fallback: 'class' })]));
  const rows = [...folderOf].map(([name, folder]) => csvLine([name, csvFileName(folder)], table));
  yield { name: classesFile, text: [csvHead(['class', 'folder'], table), ...rows] };
  const inFolder = new Map<string, NamesInFolder>();
  for (const image of images) {
    const folder = `${above(image)}${folderOf.get(image.class ?? '') ?? ''}`;
    const taken = inFolder.get(folder) ?? new NamesInFolder();
    inFolder.set(folder, taken);
    yield { name: `${folder}/${nameOfCopy(taken, image)}`, copyOf: image };
  }
}
