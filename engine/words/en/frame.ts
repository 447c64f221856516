import type { Stage } from '../../contract/jobs.ts';

/** The window around the screens: navigation, connection, keys that work everywhere, jobs. */
export const frame = {
  name: 'Graft',
  navigation: 'Screens',
  screens: { projects: 'Projects', images: 'Images', label: 'Label', train: 'Train', results: 'Results', use: 'Use' },
  openProjectFirst: 'Open a project first',
  skip: 'Skip to the content',
  loadingProject: 'Opening the project',
  backToProjects: 'Back to Projects',
  away: {
    title: 'The studio process stopped and is being restarted.',
    text: 'Every label you saw acknowledged is saved. This page goes on by itself.',
  },
  connecting: 'Connecting to the studio',
  theme: { title: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  shortcuts: {
    open: 'Keyboard shortcuts',
    title: 'Keyboard shortcuts',
    everywhere: 'Everywhere',
    help: 'Show this list',
    screen: 'Go to a screen, in the order of the navigation',
    escape: 'Close what is open, clear the selection',
  },
  jobs: {
    kinds: { import: 'Importing images', train: 'Training', export: 'Exporting', predict: 'Predicting' },
    stages: {
      waiting: 'waiting for its turn', scanning: 'looking for images', reading: 'reading images', features: 'computing features',
      baselines: 'measuring baselines', fitting: 'fitting the head', testing: 'testing', writing: 'writing files',
      checking: 'reading back and comparing', predicting: 'predicting', drawing: 'drawing images',
    } satisfies Record<Stage, string>,
    stop: 'Stop',
    stopping: 'Stopping',
    queued: 'Waiting for its turn',
  },
};
