import { count, countImages, percent } from './figures.ts';

/** The wizard in which a project becomes a source model. */
export const developWizard = {
  title: 'Develop your own source model',
  explain: 'A project with plenty of labelled images can become a source model: what it has learned is then there to be reused, by every project on this computer.',
  back: 'Back to the list',
  step: (number: number, title: string) => `${number}. ${title}`,

  project: {
    title: 'The project to learn from', choose: 'Choose the project', loading: 'Looking for projects …', none: 'There is no project yet. Make one, import its images, and come back.', toProjects: 'Go to Projects',
    other: 'The images are in no project yet? Make one, import them, and come back.',
    counts: (labelled: number, classes: number) => `${countImages(labelled)} with a label, ${count(classes, 'class', 'classes')}`, notCounted: 'not opened on this computer yet',
    opening: 'Opening the project …', shown: 'the one that is open',
    plenty: (images: number, classes: number) => `${countImages(images)} with a label in ${count(classes, 'class', 'classes')}: a good start.`,
    few: (perClass: number) => `Its smallest class has ${countImages(perClass)}. A source model worth reusing usually needs a few hundred of each class, or many classes; it can be tried all the same.`,
    tooFew: 'At least two classes with labelled images are needed.',
  },
  method: {
    title: 'How it learns', choose: 'Choose the method', fineTune: 'Tuned from another source model', fineTuneHint: 'Begins with what another has learned. Usually better, and quicker.',
    scratch: 'From scratch', scratchHint: 'The same architecture with a random start: all that it knows comes from your images.', source: 'Source model', architecture: 'Architecture of',
  },
  train: {
    title: 'Training', go: 'Train', again: 'Train another', starting: 'Starting …', or: 'Or take a run that is finished', run: 'Run', none: 'none chosen',
    option: (run: number, method: string, score: string) => `Run ${run}: ${method}, ${score}`, stopped: 'Training was stopped. A checkpoint is kept: under Train it can go on.',
  },
  check: {
    title: 'Against its naive baselines', loading: 'Reading its score …', model: 'This model',
    beats: (name: string, model: number, baseline: number) => `It beats ${name}, the best of its baselines: ${percent(model)} against ${percent(baseline)}.`,
    notBeats: (name: string, model: number, baseline: number) => `It does not clearly beat ${name}: ${percent(model)} against ${percent(baseline)}. What it has learned may not be worth reusing yet; the library takes only what beats its baselines.`,
    first: 'Choose or train a run first.',
  },
  add: {
    title: 'Into the library', name: 'Name', task: 'What its pictures show', taskHint: 'In a few words. Others choose by it.', licence: 'Licence', licenceHint: 'Under which terms a colleague may use it. May stay empty.',
    go: 'Add to the library', explain: 'It is checked like any other model, and carries its lineage: project, run, images, score and baseline.', suggested: (project: string) => `${project} model`,
    done: (title: string) => `${title} is in the library and can be reused by every project.`, look: 'Look inside',
  },
};
