import type { AnnotationTally, AnnotationsSeen, ImportReport, LabelImport } from '../../contract/index.ts';
import type { ColumnRole } from '../../domain/labels/column-roles.ts';
import type { Region } from '../../domain/labels/cut-region.ts';
import type { CarriedFact, LeftReason } from '../../domain/labels/lost-labels.ts';
import { count, countImages, formatNumber, listed } from './figures.ts';

const labels = (n: number): string => count(n, 'label', 'labels');

/** Why labels of an annotation file are not used, after their number. */
const left: Readonly<Record<LeftReason, string>> = {
  attribute: 'attributes of objects, which Graft does not use',
  'box-without-area': 'boxes without area',
  caption: 'captions',
  'extra-cell': 'cells beyond the last column',
  keypoints: 'keypoints',
  line: 'lines',
  mask: 'masks without a box',
  'no-class': 'no class is given',
  'no-file': 'no image is given',
  'not-processed': 'images that the detector could not read',
  polygon: 'polygons without a box',
  prediction: 'predictions of a model beside the labels of people',
  relation: 'relations between objects',
  'rotated-box': 'rotated boxes',
  'skipped-by-annotator': 'skipped by the annotator',
  'unclear-date': 'dates whose day and month cannot be told apart',
  video: 'video tracks',
  'picture-missing': 'there is no image with this name',
  'picture-ambiguous': 'several images have this name',
  'several-classes': 'the image has several classes',
  'boxes-disagree': 'the boxes on the image are of several classes',
  'boxes-left': 'boxes are not used for this image',
  'box-outside': 'the box lies outside the image',
  'box-too-small': 'the box is smaller than the smallest size chosen',
  'box-of-another-picture': 'the box was drawn on an image of another shape',
  'box-of-other-class': 'boxes of this class were not chosen',
  'box-unsure': 'the detector was less certain than chosen',
  'boxes-overlap': 'boxes of different classes are in the same place',
  'class-of-whole-picture': 'the class belongs to the whole image, not to a box',
  undecided: 'copies of the image have different classes, and you have not decided yet',
  'labelled-otherwise': 'the image already has another label',
  'picture-rejected': 'the image file was rejected',
};
const roles: Readonly<Record<ColumnRole, string>> = {
  file: 'Image file',
  class: 'Class',
  classes: 'Several classes',
  'one-hot': 'Class with 0 or 1',
  group: 'Group',
  site: 'Site',
  date: 'Date',
  split: 'Split',
  tags: 'Tags',
  author: 'Author',
  ignore: 'Do not use',
};

const carried: Readonly<Record<CarriedFact, string>> = {
  class: 'one class per image',
  classes: 'several classes per image',
  boxes: 'boxes',
  group: 'groups',
  site: 'sites',
  date: 'dates',
  split: 'split',
  tags: 'tags',
  author: 'authors',
};

/** Labels from annotation files and sheets. */
export const annotations = {
  carried: ({ labels: all, carried }: Pick<AnnotationTally, 'labels' | 'carried'>) =>
    carried === all
      ? `All ${labels(all)} of the file ${all === 1 ? 'is' : 'are'} used.`
      : `${formatNumber(carried)} of the ${labels(all)} in the file ${carried === 1 ? 'is' : 'are'} used.`,
  left: ({ reason, count: n, examples }: AnnotationTally['left'][number]) =>
    `${labels(n)} not used: ${left[reason]}${examples.length > 0 ? ` (${listed(examples, 3)})` : ''}.`,
  read: ({ format, named }: Pick<AnnotationsSeen, 'format' | 'named'>) =>
    `${format}, ${countImages(named.found + named.missing + named.ambiguous)}: ${formatNumber(named.found)} found, ${formatNumber(named.missing)} missing${named.ambiguous > 0 ? `, ${formatNumber(named.ambiguous)} ambiguous` : ''}.`,
  unnamed: (n: number) => `${countImages(n)} ${n === 1 ? 'is' : 'are'} not in the file and ${n === 1 ? 'stays' : 'stay'} unlabelled.`,
  classes: (classes: AnnotationsSeen['classes'], all: number) =>
    `${count(all, 'class', 'classes')}: ${classes
      .slice(0, 6)
      .map(({ name, images }) => `${name} (${formatNumber(images)})`)
      .join(', ')}${all > 6 ? ` and ${formatNumber(all - 6)} more` : ''}.`,
  groups: (n: number) => `${count(n, 'group', 'groups')}.`,
  sites: (n: number) => `${count(n, 'site', 'sites')}.`,
  split: ({ train, validation, test }: NonNullable<AnnotationsSeen['split']>) =>
    `Split: ${countImages(train)} for training, ${formatNumber(validation)} for validation, ${formatNumber(test)} for testing.`,
  choose: {
    title: 'Labels from a file',
    found: 'Annotation files found',
    file: (name: string, format: string) => `${name} (${format})`,
    first: 'Choose a file',
    other: 'Choose another file',
    chooseTitle: 'Choose an annotation file or sheet',
    chooseThis: 'Use this file',
    useFolder: 'Use this folder',
    reading: 'Reading the annotation file …',
    none: 'No annotation file was found with the images.',
    folders: 'For formats with a file per image, such as Pascal VOC and YOLO, choose the folder.',
    forProject: 'Choose the annotation file or sheet of these images.',
    boxes: 'Boxes',
    boxesAgree: 'Label an image if all its boxes have the same class',
    boxesLeave: 'Ignore boxes',
    boxesCut: 'Make each box an image',
    together: 'Keep together when splitting',
    togetherOptions: { group: 'Images of one group', site: 'Images of one site', none: 'Nothing' },
    columns: 'What the columns contain',
    column: (name: string) => `Column ${name}`,
    roles,
  },
  cut: {
    title: 'Boxes to cut out',
    text: 'Each box becomes an image, cut from its photograph at full resolution. Images of one photograph stay together when splitting.',
    classes: 'Classes',
    className: (name: string | null, boxes: number) => `${name ?? 'No class'} (${formatNumber(boxes)})`,
    all: 'All',
    none: 'None',
    leastSide: 'Smallest side in pixels',
    leastConfidence: 'Lowest confidence of the detector in %',
    widen: 'Margin in % of the size of the box',
    label: 'Label each image with the class of its box',
    labelWhy: 'Turn this off if the classes say only that something is there, such as “animal”, and you want to label it yourself.',
    images: (n: number) => `${countImages(n)} would be cut out.`,
    pictures: ({ pictures, without }: NonNullable<ImportReport['cuts']>) =>
      `Cut out of ${count(pictures, 'photograph', 'photographs')}.${without > 0 ? ` ${count(without, 'photograph has', 'photographs have')} no box to cut out.` : ''}`,
    place: 'Box',
    from: 'Cut out of',
    region: ({ x, y, width, height }: Region) => `${width} × ${height} px at ${x}, ${y}`,
  },
  dialog: {
    open: 'Import labels',
    title: 'Import labels',
    text: 'Labels the images of this project by an annotation file or a sheet. One undo reverts all of it.',
    labelled: 'Images that already have another label',
    keep: 'Keep their label',
    replace: 'Replace their label',
    start: 'Import labels',
    split: 'Split',
    keepSplit: 'Use the split of the file',
    newSplit: 'Ignore it',
  },
  report: {
    title: 'Label import summary',
    headline: (changed: number) => (changed === 0 ? 'No image was changed' : `${countImages(changed)} changed`),
    unchanged: (n: number) => `${countImages(n)} had these labels already or ${n === 1 ? 'keeps its' : 'keep their'} own.`,
    classesAdded: (names: readonly string[]) => `New ${names.length === 1 ? 'class' : 'classes'}: ${listed(names, 8)}.`,
    stopped: 'The label import was stopped. Labels imported so far are kept; one undo reverts them.',
    done: 'Done',
  },
  formats: 'Labels can be imported from:',
  format: (id: string, title: string, facts: readonly CarriedFact[]) =>
    `  ${id.padEnd(24)} ${title}: ${facts.map((one) => carried[one]).join(', ')}`,
  command: ({ changed, unchanged }: Pick<LabelImport, 'changed' | 'unchanged'>) =>
    `${countImages(changed)} changed, ${formatNumber(unchanged)} unchanged.`,
};
