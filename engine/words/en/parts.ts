import { count, countImages } from './figures.ts';

/** Words of the shared parts: buttons of dialogs, failures, grids, the folder picker. */
export const parts = {
  fieldIsFull: (most: number) => `At most ${count(most, 'character', 'characters')}: what is beyond is not taken.`,
  picture: {
    title: (name: string) => `Full picture: ${name}`, open: (name: string) => `Show the full picture: ${name}`,
    actual: 'Show in its own size', fit: 'Fit into the window',
  },
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  more: 'More',
  tryAgain: 'Try again',
  failure: { safe: 'What is safe', next: 'What to do' },
  notices: 'Messages',
  progress: {
    of: (done: string, total: string) => `${done} of ${total}`,
    left: (duration: string) => `about ${duration} left`,
    stages: { done: 'done', now: 'now', ahead: 'to come' },
  },
  save: {
    folder: 'Into the folder', chooseFolder: 'Where to keep it', name: 'File name', go: 'Save',
    neverOver: 'Nothing is overwritten: a file of this name must not exist yet.', invalid: (extension: string) => `A file name that ends in .${extension}.`,
  },
  table: {
    separator: 'Between the columns',
    separators: { comma: 'Comma', semicolon: 'Semicolon, and 0,5 for a half', tab: 'Tab' },
    semicolonFor: 'For spreadsheets in a language that writes decimals with a comma.',
    bom: 'Mark the file as UTF-8, so that a spreadsheet shows every letter',
  },
  grid: {
    unlabelled: 'unlabelled',
    conflict: 'conflict',
    pending: 'being saved',
    missing: 'file missing',
    excluded: 'excluded from training',
    loading: 'loading',
    tileSize: 'Picture size',
  },
  folders: {
    places: 'Places',
    path: 'Folder',
    go: 'Go',
    up: 'The folder above',
    inside: 'Folders',
    none: 'No folders inside.',
    images: (images: number) => `${countImages(images)} directly in it`,
    loading: 'Reading the folder',
  },
};
