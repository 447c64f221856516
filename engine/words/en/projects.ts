import { pictureRules } from '../../domain/models/picture-rules.ts';
import { count, countImages, formatAgo, formatNumber, percent } from './figures.ts';

/** The Projects screen. */
export const projects = {
  title: 'Projects',
  loading: 'Loading projects …',
  create: 'New project',
  open: 'Open project',
  example: 'Open example project',
  exampleBusy: 'Creating the example …',
  empty: {
    title: 'Turn a folder of images into a tested model',
    text: 'A project keeps your images, labels and models in one folder on this computer. Nothing is uploaded.',
    steps: [
      { title: 'Import', text: 'Import a folder of images. Subfolders named after classes become labels.' },
      { title: 'Label', text: 'Assign a class to each image, many at a time, with the keyboard.' },
      { title: 'Train', text: 'A model pretrained on many pictures learns your classes from just a few.' },
      { title: 'Test and use', text: 'See how accurate it is on images it has never seen, then export it.' },
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
    missing: 'The project folder cannot be found. Connect its drive, open it from its new location, or remove it from the list.',
    'open-elsewhere': 'Open in another Graft window or command.',
  },
  openNamed: (name: string) => `Open ${name}`,
  forget: (name: string) => `Remove ${name} from the list`,
  forgotten: (name: string) => `${name} was removed from the list. Its folder was not changed.`,
  createDialog: {
    title: 'New project',
    name: 'Name',
    namePlaceholder: 'Leaf diseases 2026',
    folder: 'Location',
    change: 'Change',
    explain: (path: string) =>
      `Creates the folder ${path}. Your images stay where they are unless you choose to copy them. The folder also holds a copy of each image, reduced to ${formatNumber(pictureRules.longestSide)} pixels; for small images, these copies can take more space than the originals.`,
    create: 'Create project',
  },
  openDialog: { title: 'Open a project', choose: 'Open', explain: 'Choose a folder whose name ends in .graft.' },
  folderDialog: { title: 'Choose a location for the project', choose: 'Choose this folder' },
};
