import { pictureRules } from '../../domain/models/picture-rules.ts';
import { count, countImages, formatAgo, formatNumber, percent } from './figures.ts';

/** What the Projects screen says. */
export const projects = {
  title: 'Projects',
  loading: 'Looking for projects',
  create: 'New project',
  open: 'Open a folder',
  example: 'Open the example',
  exampleBusy: 'Drawing the example',
  empty: {
    title: 'Turn a folder of images into a tested model',
    text: 'A project keeps your images, labels and models together in one folder on this computer. Nothing leaves it.',
    steps: [
      { title: 'Import', text: 'Bring in a folder of images. Folders named after classes become labels.' },
      { title: 'Label', text: 'Say what each image shows, many at a time and with the keyboard.' },
      { title: 'Train', text: 'A source model that has seen many pictures learns your classes from few.' },
      { title: 'Test and use', text: 'See how often it is right on images it never saw; then export it.' },
    ],
  },
  list: 'Your projects',
  counts: (images: number, classes: number) => `${countImages(images)} · ${count(classes, 'class', 'classes')}`,
  noImages: 'No images yet',
  notCounted: 'Not opened on this computer yet',
  labelled: (labelled: number, images: number) =>
    labelled === images ? 'all labelled' : `${formatNumber(labelled)} labelled (${percent(labelled / images)})`,
  openedAgo: (time: number, now: number) => `Opened ${formatAgo(time, now)}`,
  states: {
    'missing': 'The folder is not where it was. Connect its drive, open it from its new place, or take it off the list.',
    'open-elsewhere': 'Open in another Graft window or command.',
  },
  openNamed: (name: string) => `Open ${name}`,
  forget: (name: string) => `Take ${name} off the list`,
  forgotten: (name: string) => `${name} was taken off the list. Its folder stays as it is.`,
  createDialog: {
    title: 'New project',
    name: 'Name',
    namePlaceholder: 'Leaf diseases 2026',
    folder: 'Kept in',
    change: 'Change',
    explain: (path: string) => `Makes the folder ${path}. Your images stay where they are unless you choose to copy them; a copy of each, shrunk to ${formatNumber(pictureRules.longestSide)} pixels, is kept in it, which together may take more room than small originals.`,
    create: 'Make project',
  },
  openDialog: { title: 'Open a project', choose: 'Open this folder', explain: 'Choose a folder whose name ends in .graft.' },
  folderDialog: { title: 'Where to keep the project', choose: 'Keep it here' },
};
