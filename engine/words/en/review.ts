import type { DataReview, FindingSeen, ShortcutSeen } from '../../contract/review.ts';
import type { ClassNeed } from '../../domain/review/class-needs.ts';
import type { FindingKind, FindingState } from '../../domain/review/findings.ts';
import type { FactValue, ShortcutFact } from '../../domain/review/shortcuts.ts';
import {
  chance,
  count,
  countImages,
  decimals,
  formatBytes,
  formatClockDate,
  formatTimeOfDay,
  formatNumber,
  formatTime,
  listed,
  percent,
} from './figures.ts';

/** The Review screen, and the output of `graft review`. */
export const review = {
  title: 'Review',
  loading: 'Loading the last review …',
  start: 'Review images',
  again: 'Review again',
  first: {
    title: 'Find what is wrong with your images before you train',
    text: 'Graft compares all images and their labels and lists likely label errors, near-duplicates, outliers and bad pictures. You decide on each; nothing is changed by itself.',
  },
  noImages: { title: 'No images yet', text: 'Import images first.', open: 'Go to Images' },
  stopped: 'The review was stopped. Features computed so far are kept; the last review is unchanged.',
  kindsTitle: 'Findings',
  withCount: (title: string, open: number) => `${title} (${formatNumber(open)})`,
  groups: { labels: 'Labels', copies: 'Copies', pictures: 'Pictures', whole: 'All images' },
  kinds: {
    'label-error': 'Likely label errors',
    'conflicting-labels': 'Conflicting labels',
    'near-duplicates': 'Near-duplicates',
    outlier: 'Outliers',
    'cut-off': 'Cut off',
    blank: 'Blank',
    dark: 'Too dark',
    bleached: 'Overexposed',
    blurred: 'Blurred',
    tiny: 'Tiny',
  } satisfies Record<FindingKind, string>,
  explained: {
    'label-error':
      'Each label was predicted by models that were not trained on the image. These labels disagree with a confident prediction; the most doubtful come first.',
    'conflicting-labels': 'Images that look almost the same but have different labels. At most one of the labels is right.',
    'near-duplicates':
      'Images that look almost the same: bursts, resized or re-saved copies. They are never split between training and testing. Excluding all but one keeps a scene from counting many times.',
    outlier: 'Images unlike all others of the project: often a wrong file, a calibration shot or a rare kind.',
    'cut-off':
      'Images whose lower part is missing: a plain area begins at a straight edge, as where a damaged file was repaired. Get the whole file, or leave the image out.',
    blank: 'Images that show nothing but a plain area.',
    dark: 'Images in which hardly anything can be seen because they are too dark.',
    bleached: 'Images in which detail is lost because they are overexposed.',
    blurred: 'Images without sharp detail, compared with the other images of the project.',
    tiny: 'Images with a shorter side below 32 pixels. Networks see them enlarged, without detail.',
  } satisfies Record<FindingKind, string>,
  shortcuts: {
    title: 'Shortcuts',
    explained:
      'Facts about the files, their folders or the border of the images that alone predict the class better than chance. A model can learn them instead of what the images show, and then fails on images taken another way. Where a fact comes from how the images were taken, choose or take images in which it does not differ between the classes.',
    none: 'No such fact was found.',
    facts: {
      width: 'Width',
      height: 'Height',
      shape: 'Width divided by height',
      'file-size': 'File size',
      compression: 'Bytes per pixel',
      format: 'File format',
      'bit-depth': 'Bit depth',
      camera: 'Camera',
      folder: 'Folder',
      date: 'Capture date',
      'time-of-day': 'Time of day',
      'border-brightness': 'Brightness of the border',
      'border-colour': 'Colour of the border',
      'border-evenness': 'Contrast along the border',
    } satisfies Record<ShortcutFact, string>,
    predicts: ({ accuracy, p, typical }: ShortcutSeen) =>
      `Alone predicts ${percent(accuracy)} of the labels, as the mean over the classes; guessing predicts ${percent(1 / typical.length)} (${chance(p)}).`,
    column: 'Typical value by class',
    value: (fact: ShortcutFact, value: FactValue): string => {
      if (value === null) return 'unknown';
      if (fact === 'folder' && value === '') return 'in no subfolder';
      if (typeof value === 'string') return fact === 'format' ? value.toUpperCase() : value;
      if (fact === 'date') return formatClockDate(value);
      if (fact === 'time-of-day') return formatTimeOfDay(value);
      if (fact === 'file-size') return formatBytes(value);
      if (fact === 'width' || fact === 'height') return `${formatNumber(value)} px`;
      if (fact === 'bit-depth') return `${formatNumber(value)} bits`;
      return fact === 'shape' || fact === 'compression' ? decimals(value, 2) : decimals(value, 0);
    },
  },
  classes: {
    title: 'Classes',
    explained:
      'What there is of each class, and where more images would help most. Predicted: the share of the labels that models predicted which were not trained on the image.',
    none: 'No image is labelled.',
    class: 'Class',
    labels: 'Labels',
    groups: 'Independent groups',
    predicted: 'Predicted',
    advice: 'What would help',
    needs: {
      untrainable: 'Label images of at least two specimens or sites: this class cannot be trained and tested yet.',
      few: 'Label at least ten images.',
      weak: 'Label more: clearly less often predicted than other classes.',
      rare: 'Label more: far fewer images than the largest class.',
    } satisfies Record<ClassNeed, string>,
    /** Output of `graft review`. */
    need: (name: string, labels: number, need: ClassNeed) =>
      `${review.classes.title}: ${name} (${count(labels, 'label', 'labels')}). ${review.classes.needs[need]}`,
  },
  show: 'Show',
  shown: { open: 'Open', all: 'All' },
  total: (findings: number, openOnly: boolean) =>
    openOnly ? `${formatNumber(findings)} to decide` : `${count(findings, 'finding', 'findings')}, decided ones included`,
  none: (all: number) =>
    all === 0 ? 'Nothing of this kind was found.' : `All decided. Choose “All” to see ${all === 1 ? 'it' : 'them'} again.`,
  facts: ({ images, labels, at, sourceTitle }: Pick<DataReview, 'images' | 'labels' | 'at' | 'sourceTitle'>) =>
    `${countImages(images)} and ${count(labels, 'label', 'labels')} reviewed on ${formatTime(at)} with ${sourceTitle}.`,
  added: (images: number) => `${countImages(images)} added since.`,
  locked: (labels: number) =>
    `${count(labels, 'label', 'labels')} of the locked test set ${labels === 1 ? 'was' : 'were'} not checked: ${labels === 1 ? 'its' : 'their'} prediction would reveal part of the score.`,
  predicted: (share: number) => `${percent(share)} of the labels were predicted as they are.`,
  unpredictable: (share: number) =>
    `Labels were not checked: models that were not trained on an image predicted ${percent(share)} of the labels as they are, which may be no better than always naming the largest class. More labels, or another source model, may help.`,
  fewLabels: 'Labels were not checked: this needs labelled images of at least two classes.',
  doubt: (label: string, suggested: string, { given, probability }: NonNullable<FindingSeen['doubt']>) =>
    `Labelled ${label} (${percent(given)}), more likely ${suggested} (${percent(probability)})`,
  likely: (name: string, probability: number) => `Likely ${name} (${percent(probability)})`,
  alike: (images: number) => `${countImages(images)} that look alike`,
  labelled: (name: string) => `Labelled ${name}`,
  unlabelled: 'Unlabelled',
  states: { open: '', relabelled: 'Relabelled', excluded: 'Excluded', kept: 'Kept' } satisfies Record<FindingState, string>,
  more: (findings: string) => `Show ${findings} more`,
  chosen: (name: string) => `Decide on ${name}`,
  take: (name: string) => `Change label to ${name}`,
  keep: (kind: FindingKind) =>
    kind === 'label-error' ? 'Label is right' : kind === 'conflicting-labels' ? 'Labels are right' : 'Keep as it is',
  keepShown: (findings: number) => `Keep all ${formatNumber(findings)} shown`,
  exclude: (images: number) => (images > 1 ? 'Exclude all but the first' : 'Exclude from training'),
  excludeHint: 'Labels stay, and excluded images can be included again on the Images screen.',
  other: (images: number) => (images > 1 ? 'Label all as' : 'Another label'),
  keys: { take: 'Enter', keep: 'N', exclude: 'Del' },
  done: {
    labelled: (images: number, name: string) => `${countImages(images)} labelled ${name}.`,
    excluded: (images: number) => `${countImages(images)} excluded from training.`,
    kept: (findings: number) => `${count(findings, 'finding', 'findings')} kept as ${findings === 1 ? 'it is' : 'they are'}.`,
    undone: 'Undone.',
    redone: 'Redone.',
  },
  undo: 'Undo',
  /** Output of `graft review`. */
  counted: (kind: FindingKind, { all, open }: { all: number; open: number }) =>
    `${review.kinds[kind]}: ${formatNumber(all)}${all === open ? '' : ` (${formatNumber(open)} open)`}`,
  listed: (names: readonly string[], what: string) => `  ${listed(names)}${what === '' ? '' : `: ${what}`}`,
  shortcut: (shortcut: ShortcutSeen) =>
    `${review.shortcuts.title}: ${review.shortcuts.facts[shortcut.fact]}. ${review.shortcuts.predicts(shortcut)}`,
  further: (findings: number) => `  and ${formatNumber(findings)} more`,
};
