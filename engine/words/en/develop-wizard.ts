import { count, countImages, percent } from './figures.ts';

/** The wizard that turns a project into a source model. */
export const developWizard = {
  title: 'Develop your own source model',
  explain:
    'Train a source model on a project with many labelled images. Every project on this computer can then reuse what it has learned.',
  back: 'Back to list',
  step: (number: number, title: string) => `${number}. ${title}`,

  project: {
    title: 'Source project',
    choose: 'Choose a project',
    loading: 'Loading projects …',
    none: 'There are no projects yet. Create one, import images, and come back.',
    toProjects: 'Go to Projects',
    other: 'Images not in a project yet? Create one, import them, and come back.',
    counts: (labelled: number, classes: number) => `${countImages(labelled)} with a label, ${count(classes, 'class', 'classes')}`,
    notCounted: 'not opened on this computer yet',
    opening: 'Opening the project …',
    shown: 'currently open',
    plenty: (images: number, classes: number) =>
      `${countImages(images)} with a label in ${count(classes, 'class', 'classes')}: a good start.`,
    few: (perClass: number) =>
      `Its smallest class has ${countImages(perClass)}. A useful source model usually needs a few hundred images per class, or many classes. You can try anyway.`,
    tooFew: 'You need at least two classes with labelled images.',
  },
  method: {
    title: 'Method',
    choose: 'Choose the method',
    fineTune: 'Fine-tune another source model',
    fineTuneHint: 'Starts from what another model has learned. Usually better and faster.',
    scratch: 'From scratch',
    scratchHint: 'Starts from random weights: everything is learned from your images.',
    source: 'Source model',
    architecture: 'Architecture of',
  },
  train: {
    title: 'Training',
    go: 'Train',
    again: 'Train another',
    starting: 'Starting …',
    or: 'Or use a finished run',
    run: 'Run',
    none: 'none selected',
    option: (run: number, method: string, score: string) => `Run ${run}: ${method}, ${score}`,
    stopped: 'Training was stopped. A checkpoint is kept; you can resume it on the Train screen.',
  },
  check: {
    title: 'Comparison with simple baselines',
    loading: 'Loading scores …',
    model: 'This model',
    beats: (name: string, model: number, baseline: number) =>
      `It beats ${name}, the best baseline: ${percent(model)} vs. ${percent(baseline)}.`,
    notBeats: (name: string, model: number, baseline: number) =>
      `It does not clearly beat ${name}: ${percent(model)} vs. ${percent(baseline)}. It may not be worth reusing yet; only models that beat their baselines can be added to the library.`,
    first: 'Train a model or choose a run first.',
  },
  add: {
    title: 'Add to the library',
    name: 'Name',
    task: 'Trained on',
    taskHint: 'What the images show, in a few words. This helps others choose.',
    licence: 'Licence',
    licenceHint: 'The terms under which others may use it. Optional.',
    go: 'Add to the library',
    explain: 'It is checked like any other model and records its origin: project, run, images, score and baseline.',
    suggested: (project: string) => `${project} model`,
    done: (title: string) => `${title} was added to the library. Every project can now reuse it.`,
    look: 'Show architecture',
  },
};
