import { countImages, formatBytes } from './figures.ts';

/** A whole project in one file: saving and opening it, on the Projects screen and in the command. */
export const projectFile = {
  pack: {
    item: 'Save as one file',
    title: (project: string) => `Save ${project} as one file`,
    about: 'The file contains labels with their history and authors, classes, groups, runs, models and reports, but no backups.',
    images: 'Include the images',
    without: 'Without its images, the project can be opened elsewhere, but images that are not found there are missing.',
    folder: 'Folder',
    chooseFolder: 'Choose the folder for the file',
    name: 'File name (.graft.zip)',
    invalid: 'This cannot be the name of a file.',
    start: 'Save',
    done: (out: string, bytes: number) => `Saved as ${out} (${formatBytes(bytes)}).`,
    missing: (images: number) =>
      `${countImages(images)} could not be included because ${images === 1 ? 'its file is' : 'their files are'} missing.`,
    stopped: 'Saving was stopped. No file was written.',
  },
  unpack: {
    open: 'Open project file',
    title: 'Open a project file',
    about: 'Choose a file that was saved with "Save as one file". It becomes a project in a new folder.',
    none: 'no file chosen yet',
    file: 'Project file',
    choose: 'Choose',
    pick: 'Choose a project file (.graft.zip)',
    folder: 'Folder for the project',
    chooseFolder: 'Choose the folder for the project',
    start: 'Open',
    done: (project: string, images: number, path: string) => `${project} with ${countImages(images)} is now at ${path}.`,
    missing: (images: number) =>
      `${countImages(images)} ${images === 1 ? 'has' : 'have'} no file here. Use "Find the folder" on the Images screen if you have ${images === 1 ? 'it' : 'them'} elsewhere.`,
    stopped: 'Stopped. Nothing was unpacked.',
    outcome: 'Project file',
    go: 'Go to the project',
  },
  close: 'Close',
};
