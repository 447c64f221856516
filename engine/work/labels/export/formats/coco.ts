import type { Split } from '../../../../domain/labels/split.ts';
import type { ContentHash } from '../../../../domain/ids.ts';
import {
  clockTime,
  filesOf,
  isoTime,
  whyNotTrainable,
  withoutLeft,
  type LabelledSet,
  type LabelWriter,
  type SetFile,
} from '../labelled-set.ts';
import { jsonList } from './json-list.ts';

const files: readonly (readonly [string, Split | null])[] = [
  ['labels_train.json', 'train'],
  ['labels_val.json', 'validation'],
  ['labels_test.json', 'test'],
  ['labels_unsplit.json', null],
];

/**
 * COCO (https://cocodataset.org/#format-data): images, categories, and one annotation per image that names the class of the whole image and
 * therefore has no box; images cut out of a photograph are annotations of the photograph, with their boxes. A file for each part of the split, because COCO has no field for it: its readers take one file per part and
 * ignore fields they do not know. All files list the same categories, so that ids agree. An image without annotations would be an
 * example of nothing, so unlabelled and excluded images are left out. Sites and times have the names that COCO Camera Traps gives them.
 */
export const coco: LabelWriter = (set) => {
  const { images, left } = withoutLeft(set.images, whyNotTrainable);
  const ids = { ofImage: numbered(images), ofFile: numbered(filesOf(images)) };
  return {
    images,
    left,
    files: files.flatMap(([name, split]) => {
      const own = filesOf(images.filter((image) => image.split === split));
      return own.length === 0 ? [] : [{ name, text: document(set, own, ids) }];
    }),
  };
};

interface Ids {
  readonly ofImage: ReadonlyMap<ContentHash, number>;
  readonly ofFile: ReadonlyMap<ContentHash, number>;
}
const numbered = (all: readonly { readonly hash: ContentHash }[]): Map<ContentHash, number> =>
  new Map(all.map(({ hash }, index) => [hash, index + 1]));

function* document(set: LabelledSet, own: readonly SetFile[], ids: Ids): Iterable<string> {
  const categories = new Map(set.classes.map((name, index) => [name, index + 1]));
  const info = {
    description: set.project.name,
    version: String(set.dataVersion),
    contributor: set.software,
    date_created: isoTime(set.at),
  };
  yield `{"info":${JSON.stringify(info)},\n"licenses":[],\n"images":`;
  yield* jsonList(own, ({ file, width, height, hash, images: [{ group, site, takenAt, tags }] }) => ({
    id: ids.ofFile.get(hash),
    file_name: file,
    width,
    height,
    ...(group === null ? {} : { group }),
    ...(site === null ? {} : { location: site }),
    ...(takenAt === null ? {} : { datetime: clockTime({ takenAt }) }),
    ...(tags.length === 0 ? {} : { tags }),
    sha256: hash,
  }));
  yield ',\n"annotations":';
  yield* jsonList(
    own.flatMap((file) => file.images.map((image) => ({ file, image }))),
    ({ file, image: { hash, class: label, cut } }) => ({
      id: ids.ofImage.get(hash),
      image_id: ids.ofFile.get(file.hash),
      category_id: categories.get(label ?? ''),
      ...(cut === null
        ? {}
        : { bbox: [cut.box.x, cut.box.y, cut.box.width, cut.box.height], area: cut.box.width * cut.box.height, iscrowd: 0 }),
    }),
  );
  yield ',\n"categories":';
  yield* jsonList([...categories], ([name, id]) => ({ id, name, supercategory: '' }));
  yield '}\n';
}
