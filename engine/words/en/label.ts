import type { PendingAction } from '../../contract/index.ts';
import { readingFrom } from '../../domain/models/reading.ts';
import { count, countImages, formatNumber, percent, sample } from './figures.ts';
import { readings } from './readings.ts';
import { studioAway } from './studio-away.ts';

/** What an action did, as a phrase after "Undo" or "Redo". `detail` is a class name, or two separated by an arrow. */
function actionPhrase({ kind, images, detail }: PendingAction): string {
  switch (kind) {
    case 'label':
      return detail ? `labelling ${countImages(images)} ${detail}` : `removing the label of ${countImages(images)}`;
    case 'class-add':
      return `adding class ${detail}`;
    case 'class-rename':
      return `renaming class ${detail}`;
    case 'class-recolour':
      return `changing the colour of ${detail}`;
    case 'class-merge':
      return `merging classes ${detail} (${countImages(images)})`;
    case 'class-remove':
      return `removing class ${detail} (${countImages(images)})`;
    case 'import':
      return `labelling ${countImages(images)} on import`;
    case 'group':
      return detail
        ? `adding ${countImages(images)} to group ${detail}`
        : `removing ${countImages(images)} from ${images === 1 ? 'its group' : 'their groups'}`;
    case 'tag':
      return `changing tags of ${countImages(images)} (${detail})`;
    case 'exclude':
      return `excluding ${countImages(images)} from training`;
    case 'include':
      return `including ${countImages(images)} in training`;
    case 'remove':
      return `removing ${countImages(images)} from the project`;
    case 'bring-back':
      return `bringing back ${countImages(images)}`;
    case 'window':
      return detail
        ? `showing ${countImages(images)} from ${detail.split(' ').map(Number).map(sample).join(' to ')}`
        : `giving ${countImages(images)} their own brightness windows`;
    case 'folder-window': {
      const [folder, ...ends] = JSON.parse(detail) as [string, ...number[]];
      const those = `${countImages(images)} in ${folder.split(/[/\\]/).at(-1)}`;
      return ends.length > 0 ? `showing ${those} from ${ends.map(sample).join(' to ')}` : `giving ${those} their own brightness windows`;
    }
    case 'reading':
      return `reading ${countImages(images)} otherwise (${readings.phrase(readingFrom(detail || null))})`;
    case 'folder-reading': {
      const [folder, text] = JSON.parse(detail) as [string, string];
      return `reading ${countImages(images)} in ${folder.split(/[/\\]/).at(-1)} otherwise (${readings.phrase(readingFrom(text || null))})`;
    }
    case 'keep':
      return `keeping ${countImages(images)} as ${images === 1 ? 'it is' : 'they are'}`;
    case 'test-set-draw':
      return `drawing a new test set (${countImages(images)} moved)`;
  }
}

/** The Label screen. */
export const label = {
  title: 'Label',
  grid: 'Images to label',
  loading: 'Loading images …',
  show: 'Show',
  filters: { all: 'All images', none: 'Unlabelled', conflicts: 'Conflicts' },
  views: { title: 'View', grid: 'Grid', single: 'One at a time' },
  undo: (action: PendingAction | null) => (action ? `Undo: ${actionPhrase(action)}` : 'Nothing to undo'),
  redo: (action: PendingAction | null) => (action ? `Redo: ${actionPhrase(action)}` : 'Nothing to redo'),
  undone: (action: PendingAction) => `Undone: ${actionPhrase(action)}`,
  redone: (action: PendingAction) => `Redone: ${actionPhrase(action)}`,
  undoButton: 'Undo',
  refresh: (images: number) => `Refresh (${formatNumber(images)} changed)`,
  refreshHint: 'Images that no longer match stay in place, dimmed, until you refresh.',
  selected: (images: number) => `${formatNumber(images)} selected`,
  shown: (images: number) => countImages(images),
  saving: 'Saving',
  saved: 'All saved',
  notSaved: 'Not saved',
  waiting: (images: number) => `${countImages(images)} to save`,
  waitingHint: `${studioAway} Your labels will be saved as soon as it does.`,
  failedBack: (images: number) => `${countImages(images)} could not be labelled and ${images === 1 ? 'was' : 'were'} reset.`,
  labelled: (images: number, name: string) => `${countImages(images)} labelled ${name}`,
  cleared: (images: number) => `Label removed from ${countImages(images)}`,
  noneSelected: 'Select images first: click one, drag a box around several, or press Ctrl+A.',
  noSuchKey: (key: string) => `No class uses the key ${key.toUpperCase()}.`,

  progress: {
    title: 'Labelled',
    text: (labelled: number, all: number) => `${formatNumber(labelled)} of ${countImages(all)}`,
    share: (share: number) => percent(share),
  },
  single: {
    title: 'One image at a time',
    position: (index: number, total: number) => `${formatNumber(index)} of ${formatNumber(total)}`,
    previous: 'Previous image',
    next: 'Next image',
    back: 'Back to grid',
    unlabelled: 'Not labelled yet',
    picture: (name: string) => `The image ${name}`,
    allDone: 'Every image shown here has a label.',
    cannotShow: 'This image cannot be displayed. Its file may have been moved.',
  },
  classes: {
    title: 'Classes',
    add: 'Add a class',
    addPlaceholder: 'New class',
    addButton: 'Add',
    label: (name: string, key: string | null) =>
      key ? `Label selection as ${name} (key ${key.toUpperCase()})` : `Label selection as ${name}`,
    images: (images: number) => countImages(images),
    clear: 'No label',
    clearHint: 'Remove the label',
    menu: (name: string) => `Options for class ${name}`,
    rename: 'Rename',
    recolour: 'Colour',
    merge: 'Merge into …',
    remove: 'Remove …',
    showOnly: 'Show only these images',
    empty: 'Add one class for each thing you want to tell apart. You can rename and merge classes at any time.',
    colour: (colour: string) => `Colour ${colour}`,
    otherColour: 'Another colour',
  },
  renameDialog: { title: 'Rename class', name: 'Name', save: 'Rename' },
  recolourDialog: { title: (name: string) => `Colour of ${name}`, save: 'Use this colour' },
  mergeDialog: {
    title: (name: string) => `Merge ${name} into another class`,
    into: 'Into',
    explain: (images: number, from: string, into: string) =>
      `${countImages(images)} labelled ${from} will be labelled ${into}, and ${from} will be removed. You can undo this.`,
    confirm: (images: number) => (images === 0 ? 'Merge' : `Move ${count(images, 'label', 'labels')} and merge`),
    none: 'There is no other class to merge into.',
  },
  removeDialog: {
    title: (name: string) => `Remove class ${name}?`,
    explain: (images: number) =>
      images === 0 ? 'No image has this class. You can undo this.' : `${countImages(images)} will become unlabelled. You can undo this.`,
    confirm: 'Remove class',
  },
  hints: {
    noImages: { title: 'No images yet', text: 'Import a folder of images, then label them here.', go: 'Go to Images' },
    noClasses: 'Add your first classes on the right. Each class gets a key: select images and press it.',
    start: 'Select images with the mouse or the arrow keys, then press the key of a class.',
    enough: 'You have enough labels for a first model.',
    enoughButton: 'Train',
    allLabelled: { title: 'Everything is labelled', text: 'Every image has a label.', go: 'Show all images', train: 'Train' },
    nothingHere: { title: 'Nothing to show', text: 'No images match this filter.', go: 'Show all images' },
    dismiss: 'Got it',
  },
};
