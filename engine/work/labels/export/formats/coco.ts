import type { Split } from '../../../../domain/labels/split.ts';
import { isoTime, whyNotTrainable, withoutLeft, type LabelledSet, type LabelWriter, type SetImage } from '../labelled-set.ts';
import { jsonList } from './json-list.ts';

const files: readonly (readonly [string, Split | null])[] = [
  ['labels_train.json', 'train'],
  ['labels_val.json', 'validation'],
  ['labels_test.json', 'test'],
  ['labels_unsplit.json', null],
];

/**
 * COCO (https://cocodataset.org/#format-data): images, categories, and one annotation per image that names the class of the whole image and
 * therefore has no box. A file for each part of the split, because COCO has no field for it: its readers take one file per part and
 * ignore fields they do not know. All files list the same categories, so that ids agree. An image without annotations would be an
 * example of nothing, so unlabelled and excluded images are left out.
 */
export const coco: LabelWriter = (set) => {
  const { images, left } = withoutLeft(set.images, whyNotTrainable);
  const ids = new Map(images.map((image, index) => [image, index + 1]));
  return {
    images,
    left,
    files: files.flatMap(([name, split]) => {
      const own = images.filter((image) => image.split === split);
      return own.length === 0 ? [] : [{ name, text: document(set, own, ids) }];
    }),
  };
};

function* document(set: LabelledSet, images: readonly SetImage[], ids: ReadonlyMap<SetImage, number>): Iterable<string> {
  const categories = new Map(set.classes.map((name, index) => [name, index + 1]));
  const info = {
    description: set.project.name,
    version: String(set.dataVersion),
    contributor: set.software,
    date_created: isoTime(set.at),
  };
  yield `{"info":${JSON.stringify(info)},\n"licenses":[],\n"images":`;
  yield* jsonList(images, (image) => {
    const { file, width, height, group, hash } = image;
    return { id: ids.get(image), file_name: file, width, height, ...(group === null ? {} : { group }), sha256: hash };
  });
  yield ',\n"annotations":';
  yield* jsonList(images, (image) => ({ id: ids.get(image), image_id: ids.get(image), category_id: categories.get(image.class ?? '') }));
  yield ',\n"categories":';
  yield* jsonList([...categories], ([name, id]) => ({ id, name, supercategory: '' }));
  yield '}\n';
}
