import { studioAway } from './studio-away.ts';

/** The desktop shell: menus, dialogs, and the pages shown while the screens are unavailable. */
export const shell = {
  productName: 'Graft',
  menu: {
    file: 'File',
    newProject: 'New project…',
    openProject: 'Open project…',
    importFolder: 'Import folder…',
    closeProject: 'Close project',
    quit: 'Quit Graft',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    go: 'Go',
    view: 'View',
    theme: 'Theme',
    themeSystem: 'System',
    themeLight: 'Light',
    themeDark: 'Dark',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomReset: 'Actual size',
    fullScreen: 'Full screen',
    developerTools: 'Developer tools',
    help: 'Help',
    shortcuts: 'Keyboard shortcuts',
    about: 'About Graft',
    openLogs: 'Open logs folder',
  },
  chooseFolder: { title: 'Choose a folder', button: 'Choose' },
  chooseSaveFile: { title: 'Save as' },
  about: {
    detail: (versions: { readonly graft: string; readonly electron: string; readonly chromium: string; readonly node: string }): string =>
      `Version ${versions.graft}\nElectron ${versions.electron}, Chromium ${versions.chromium}, Node ${versions.node}\n\n`
      + 'Graft works entirely on this computer, without an internet connection.',
    close: 'Close',
  },
  studioFailed: {
    what: "Graft's engine keeps crashing.",
    detail:
      'The engine reads your images and saves your labels. Graft restarted it several times, but it crashed each time.\n\n'
      + 'All labels shown as saved are safe, and your images were not changed.\n\n'
      + 'Try again. If it crashes again, restart the computer, or send the newest file in the logs folder to the person who supports you.',
    tryAgain: 'Try again',
    openLogs: 'Open logs folder',
    quit: 'Quit Graft',
  },
  studioMissing: {
    what: 'A part of Graft is missing.',
    detail: (path: string): string =>
      `This file is missing or cannot be run:\n${path}\n\nYour projects were not changed.\n\nReinstall Graft.`,
  },
  pageFailed: {
    what: 'This window keeps crashing.',
    detail: 'All labels shown as saved are safe.\n\nTry again. If it crashes again, close other programs or restart the computer.',
  },
  leave: {
    what: 'A task is still running.',
    detail: 'If you close Graft now, the task is stopped. Finished work is kept, and all labels are saved.',
    stay: 'Keep working',
    close: 'Stop and close',
  },
  examplePage: {
    title: 'Graft',
    what: 'Creating the example project …',
    next: 'This takes a few seconds the first time.',
  },
  unreachablePage: {
    title: 'Graft is restarting',
    what: studioAway,
    safe: 'All labels shown as saved are safe.',
    next: 'Graft is restarting its engine; this page will reconnect by itself.',
  },
} as const;
