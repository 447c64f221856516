import { studioAway } from './studio-away.ts';

/** English words of the desktop shell: menus, dialogs, and the pages shown while the screens cannot be. */
export const shell = {
  productName: 'Graft',
  menu: {
    file: 'File', newProject: 'New project…', openProject: 'Open project…', importFolder: 'Import folder…', closeProject: 'Close project', quit: 'Quit Graft',
    edit: 'Edit', undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'Select all',
    go: 'Go',
    view: 'View', theme: 'Theme', themeSystem: 'As the computer', themeLight: 'Light', themeDark: 'Dark',
    zoomIn: 'Zoom in', zoomOut: 'Zoom out', zoomReset: 'Actual size', fullScreen: 'Full screen', developerTools: 'Developer tools',
    help: 'Help', shortcuts: 'Keyboard shortcuts', about: 'About Graft', openLogs: 'Open the logs folder',
  },
  chooseFolder: { title: 'Choose a folder', button: 'Choose' },
  chooseSaveFile: { title: 'Save as' },
  about: {
    detail: (versions: { readonly graft: string; readonly electron: string; readonly chromium: string; readonly node: string }): string =>
      `Version ${versions.graft}\nElectron ${versions.electron}, Chromium ${versions.chromium}, Node ${versions.node}\n\n`
      + 'Everything happens on this computer. Graft uses no network.',
    close: 'Close',
  },
  studioFailed: {
    what: 'The studio process keeps ending.',
    detail: 'It reads your images and keeps your labels. Graft started it several times and it ended each time.\n\n'
      + 'Every label that was shown as saved is saved, and your images were not touched.\n\n'
      + 'Try again. If it ends again, restart the computer, or send the newest file of the logs folder to whoever helps you with Graft.',
    tryAgain: 'Try again', openLogs: 'Open the logs folder', quit: 'Quit Graft',
  },
  studioMissing: {
    what: 'A part of Graft is missing.',
    detail: (path: string): string => `This file is not there or cannot be run:\n${path}\n\nYour projects were not touched.\n\nInstall Graft again.`,
  },
  pageFailed: {
    what: 'The window had to be shown again and again.',
    detail: 'What draws this window keeps ending.\n\nEvery label that was shown as saved is saved.\n\nTry again. If it ends again, close other programs or restart the computer.',
  },
  leave: {
    what: 'Something is still being done.',
    detail: 'If you close Graft now, it is stopped. What was finished before stays, and every label is saved.',
    stay: 'Go on working', close: 'Stop it and close',
  },
  examplePage: {
    title: 'Graft',
    what: 'The example is being drawn.',
    next: 'This takes some seconds the first time; then its images are shown.',
  },
  unreachablePage: {
    title: 'Graft is starting again',
    what: studioAway,
    safe: 'Every label that was shown as saved is saved.',
    next: 'It is being started again; this page goes on by itself.',
  },
} as const;
