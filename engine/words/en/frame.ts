import type { JobKind, Stage } from '../../contract/job-kinds.ts';
import { studioAway } from './studio-away.ts';

/** The window around the screens: navigation, connection, global keyboard shortcuts, jobs. */
export const frame = {
  name: 'Graft',
  navigation: 'Screens',
  screens: { projects: 'Projects', images: 'Images', label: 'Label', train: 'Train', results: 'Results', compare: 'Compare', use: 'Use', sources: 'Source models' },
  openProjectFirst: 'Open a project first',
  skip: 'Skip to content',
  needsJavaScript: 'Graft needs JavaScript, which is switched off in this browser.',
  loadingProject: 'Opening project …',
  backToProjects: 'Back to Projects',
  readOnly: {
    title: 'This project is read-only.',
    text: 'Its folder cannot be written to. You can view results, export models and use them. To label or train, copy the project folder to a location where you have write access.',
  },
  away: {
    title: studioAway,
    text: 'All labels shown as saved are safe. Graft is restarting its engine; this page will reconnect by itself.',
    textInBrowser: 'All labels shown as saved are safe. This page will reconnect by itself. If Graft was stopped, start it again and open the address it prints.',
  },
  connecting: 'Connecting …',
  theme: { title: 'Appearance', system: 'System', light: 'Light', dark: 'Dark' },
  shortcuts: {
    open: 'Keyboard shortcuts',
    title: 'Keyboard shortcuts',
    everywhere: 'Everywhere',
    help: 'Show keyboard shortcuts',
    screen: 'Go to a screen, in the order of the sidebar',
    escape: 'Close the dialog, or clear the selection',
    images: 'Images and Label screens',
    move: 'Move from image to image',
    extend: 'Select a range',
    all: 'Select all images shown',
    range: 'Extend the selection to this image',
    add: 'Add an image to the selection, or remove it',
    draw: 'Select by dragging a box',
    labelling: 'Label',
    giveClass: 'Label the selected images',
    clear: 'Remove the label',
    single: 'Switch between single image and grid',
    nextUnlabelled: 'Go to the next unlabelled image',
    find: 'Find by file name',
    undo: 'Undo',
    redo: 'Redo',
    addClass: 'Add a class',
    keyNames: {
      alt: 'Alt', ctrl: 'Ctrl', shift: 'Shift', enter: 'Enter', escape: 'Esc', space: 'Space', backspace: 'Backspace',
      click: 'click', drag: 'drag', arrows: '← ↑ ↓ →', screens: '1 … 8', digits: '1 … 9', letters: 'a … z',
    },
    /** The tooltip of a button that a key presses, too. */
    withKeys: (what: string, ...keys: readonly string[]) => `${what} (${keys.join('+')})`,
  },
  jobs: {
    kinds: {
      import: 'Importing images', train: 'Training', export: 'Exporting', predict: 'Predicting', 'add-source': 'Adding source model', rank: 'Ranking source models',
      'try-ranking': 'Checking the ranking', 'sweep-cuts': 'Comparing cut points', compare: 'Measuring transfer',
    } satisfies Record<JobKind, string>,
    /** `project`: its name; null for work on the library of source models. */
    named: (kind: JobKind, project: string | null): string => (project === null ? frame.jobs.kinds[kind] : `${frame.jobs.kinds[kind]} in ${project}`),
    underWay: (work: string, progress: string) => `${work}: ${progress}`,
    ended: { done: (work: string) => `${work}: finished`, failed: (work: string) => `${work}: failed` },
    behind: (work: string) => `Waiting for: ${work}`,
    goThere: 'Show',
    stages: {
      waiting: 'queued', scanning: 'finding images', reading: 'reading images', features: 'computing features',
      baselines: 'measuring baselines', fitting: 'training the new last layer', testing: 'testing', writing: 'writing files',
      checking: 'verifying', predicting: 'predicting', drawing: 'drawing images',
      preparing: 'preparing images', searching: 'finding a learning rate', tuning: 'fine-tuning', ranking: 'ranking source models', comparing: 'training the models to compare',
      downloading: 'downloading', 'reading-model': 'reading model', 'testing-model': 'testing model', measuring: 'measuring speed',
    } satisfies Record<Stage, string>,
    stop: 'Stop',
    stopping: 'Stopping …',
    queued: 'Queued',
  },
};
