import { count, countImages } from './figures.ts';

/** Shared components: buttons of dialogs, failures, grids, the folder picker. */
export const parts = {
  fieldIsFull: (most: number) => `At most ${count(most, 'character', 'characters')}. Anything longer is cut off.`,
  picture: {
    title: (name: string) => `Full picture: ${name}`,
    open: (name: string) => `Show the full picture: ${name}`,
    actual: 'Actual size',
    fit: 'Fit to window',
  },
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  more: 'More',
  details: 'Details',
  tryAgain: 'Try again',
  failure: { safe: 'What is safe', next: 'What you can do' },
  notices: 'Messages',
  progress: {
    of: (done: string, total: string) => `${done} of ${total}`,
    left: (duration: string) => `about ${duration} left`,
    stages: { done: 'done', now: 'now', ahead: 'still to do' },
  },
  save: {
    folder: 'Folder',
    chooseFolder: 'Choose a folder',
    name: 'File name',
    go: 'Save',
    neverOver: 'Existing files are never overwritten. Choose a name that is not in use.',
    invalid: (extension: string) => `Enter a file name that ends in .${extension}.`,
  },
  table: {
    separator: 'Column separator',
    separators: { comma: 'Comma', semicolon: 'Semicolon (decimal comma)', tab: 'Tab' },
    semicolonFor: 'For spreadsheets that use a decimal comma.',
    bom: 'Add a byte order mark, so that spreadsheets recognize UTF-8',
  },
  grid: {
    unlabelled: 'unlabelled',
    conflict: 'conflict',
    pending: 'saving',
    missing: 'file missing',
    excluded: 'excluded from training',
    loading: 'loading',
    tileSize: 'Picture size',
  },
  folders: {
    places: 'Places',
    path: 'Folder',
    go: 'Go',
    up: 'Parent folder',
    inside: 'Folders',
    none: 'No subfolders.',
    images: (images: number) => `${countImages(images)} in this folder`,
    loading: 'Loading folder …',
  },
};
