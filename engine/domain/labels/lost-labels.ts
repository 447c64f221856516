import { cutRefusals } from './cut-region.ts';

/** What an annotation file may hold that Graft has no place for. Each is counted: nothing is dropped silently. */
export const lostKinds = [
  'attribute',
  'box-without-area',
  'caption',
  'extra-cell',
  'keypoints',
  'line',
  'mask',
  'no-class',
  'no-file',
  'not-processed',
  'polygon',
  'prediction',
  'relation',
  'rotated-box',
  'skipped-by-annotator',
  'unclear-date',
  'video',
] as const;
export type LostKind = (typeof lostKinds)[number];

/** Why labels of an annotation file do not become labels of images. */
export const leftReasons = [
  ...lostKinds,
  /** No picture has the name that the file gives. */
  'picture-missing',
  /** Several pictures have that name. */
  'picture-ambiguous',
  /** The file gives one picture several classes. */
  'several-classes',
  /** The boxes on one picture are of several classes, or of none. */
  'boxes-disagree',
  /** Boxes were to be left out, or the picture has a label of its own. */
  'boxes-left',
  ...cutRefusals,
  /** Only boxes of other classes were to be cut out. */
  'box-of-other-class',
  /** The detector was less certain than was asked for. */
  'box-unsure',
  /** Several boxes of different classes are at the same place. */
  'boxes-overlap',
  /** Only boxes were to become images, and this class is the picture's. */
  'class-of-whole-picture',
  /** Copies of the image have different classes, and the user has not decided yet. */
  'undecided',
  /** The image has another label already, which was to be kept. */
  'labelled-otherwise',
  /** The picture could not be read. */
  'picture-rejected',
] as const;
export type LeftReason = (typeof leftReasons)[number];

/** What a format of annotation files can say about a picture. */
export const carriedFacts = ['class', 'classes', 'boxes', 'group', 'site', 'date', 'split', 'tags', 'author'] as const;
export type CarriedFact = (typeof carriedFacts)[number];
