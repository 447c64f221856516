import type { PendingAction } from '../../contract/index.ts';
import { count, countImages, formatNumber, percent, sample } from './figures.ts';
import { studioAway } from './studio-away.ts';

/** What an action did, as a phrase behind "Undo" or "Done again". The detail is a class name, or two with an arrow between. */
function actionPhrase({ kind, images, detail }: PendingAction): string {
  switch (kind) {
    case 'label': return detail ? `labelling ${countImages(images)} ${detail}` : `taking away the label of ${countImages(images)}`;
    case 'class-add': return `adding class ${detail}`;
    case 'class-rename': return `renaming class ${detail}`;
    case 'class-recolour': return `changing the colour of ${detail}`;
    case 'class-merge': return `merging classes ${detail} (${countImages(images)})`;
    case 'class-remove': return `removing class ${detail} (${countImages(images)})`;
    case 'import': return `the labels of ${countImages(images)} from an import`;
    case 'group': return detail ? `putting ${countImages(images)} in group ${detail}` : `taking ${countImages(images)} out of ${images === 1 ? 'its group' : 'their groups'}`;
    case 'exclude': return `excluding ${countImages(images)} from training`;
    case 'include': return `including ${countImages(images)} in training again`;
    case 'window': return detail ? `showing ${countImages(images)} from ${detail.split(' ').map(Number).map(sample).join(' to ')}` : `giving ${countImages(images)} a brightness window each`;
    case 'test-set-draw': return `drawing a fresh test set (${countImages(images)} moved)`;
  }
}

/** What the Label screen says. */
export const label = {
  title: 'Label',
  grid: 'Images to label',
  loading: 'Loading the images',
  show: 'Show',
  filters: { all: 'All images', none: 'Unlabelled', conflicts: 'Conflicts' },
  views: { title: 'View', grid: 'Grid', single: 'One at a time' },
  undo: (action: PendingAction | null) => (action ? `Undo: ${actionPhrase(action)}` : 'Nothing to undo'),
  redo: (action: PendingAction | null) => (action ? `Do again: ${actionPhrase(action)}` : 'Nothing to do again'),
  undone: (action: PendingAction) => `Undone: ${actionPhrase(action)}`,
  redone: (action: PendingAction) => `Done again: ${actionPhrase(action)}`,
  undoButton: 'Undo',
  refresh: (images: number) => `${formatNumber(images)} changed here: refresh`,
  refreshHint: 'Images that no longer belong here stay in their place, paler, until you refresh.',
  selected: (images: number) => `${formatNumber(images)} selected`,
  shown: (images: number) => countImages(images),
  saving: 'Saving',
  saved: 'All saved',
  notSaved: 'Not saved',
  waiting: (images: number) => `${countImages(images)} to save`,
  waitingHint: `${studioAway} These labels are sent as soon as it does.`,
  failedBack: (images: number) => `${countImages(images)} could not be labelled and ${images === 1 ? 'was' : 'were'} put back as before.`,
  labelled: (images: number, name: string) => `${countImages(images)} labelled ${name}`,
  cleared: (images: number) => `${countImages(images)}: label taken away`,
  noneSelected: 'Select images first: click one, draw a frame around several, or press Ctrl+A.',
  noSuchKey: (key: string) => `No class has the key ${key.toUpperCase()}.`,

  progress: {
    title: 'Labelled',
    text: (labelled: number, all: number) => `${formatNumber(labelled)} of ${countImages(all)}`,
    share: (share: number) => percent(share),
  },
  single: {
    title: 'One image at a time',
    position: (index: number, total: number) => `${formatNumber(index)} of ${formatNumber(total)}`,
    previous: 'Previous image', next: 'Next image', back: 'Back to the grid',
    unlabelled: 'Not labelled yet',
    picture: (name: string) => `The image ${name}`,
    allDone: 'Every image shown here has a label.',
    cannotShow: 'The picture cannot be shown. Its file may have been moved.',
  },
  classes: {
    title: 'Classes',
    add: 'Add a class', addPlaceholder: 'New class', addButton: 'Add',
    label: (name: string, key: string | null) => (key ? `Label the selection ${name} (key ${key.toUpperCase()})` : `Label the selection ${name}`),
    images: (images: number) => countImages(images),
    clear: 'No label', clearHint: 'Take the label away',
    menu: (name: string) => `Change class ${name}`,
    rename: 'Rename', recolour: 'Colour', merge: 'Merge into …', remove: 'Remove …', showOnly: 'Show its images',
    empty: 'Name the things you want to tell apart, one class each. You can rename and merge them at any time.',
    colour: (colour: string) => `Colour ${colour}`, otherColour: 'Another colour',
  },
  renameDialog: { title: 'Rename class', name: 'Name', save: 'Rename' },
  recolourDialog: { title: (name: string) => `Colour of ${name}`, save: 'Use this colour' },
  mergeDialog: {
    title: (name: string) => `Merge ${name} into another class`,
    into: 'Into',
    explain: (images: number, from: string, into: string) => `${countImages(images)} labelled ${from} will be labelled ${into}, and ${from} is removed. You can undo it.`,
    confirm: (images: number) => (images === 0 ? 'Merge' : `Move ${count(images, 'label', 'labels')} and merge`),
    none: 'There is no other class to merge into.',
  },
  removeDialog: {
    title: (name: string) => `Remove class ${name}?`,
    explain: (images: number) => (images === 0 ? 'No image has this class. You can undo it.' : `${countImages(images)} will be unlabelled. You can undo it.`),
    confirm: 'Remove class',
  },
  hints: {
    noImages: { title: 'No images yet', text: 'Import a folder of images; then say here what each of them shows.', go: 'Go to Images' },
    noClasses: 'Add your first classes on the right. Each gets a key: select images and press it.',
    start: 'Select images, by mouse or with the arrow keys, and press the key of a class.',
    enough: 'Enough labels for a first model.',
    enoughButton: 'Train',
    allLabelled: { title: 'Everything is labelled', text: 'No image is left without a label.', go: 'Show all images', train: 'Train' },
    nothingHere: { title: 'Nothing to show', text: 'No image fits this choice.', go: 'Show all images' },
    dismiss: 'Got it',
  },
};
