import type { ExportFormat } from '../contract/index.ts';
import { fileInWords } from './file-in-words.ts';
import type { ModelExport } from './job.ts';
import type { TrainedAsOne } from '../domain/labels/other-class.ts';
import { labelsInOrder } from './model-card.ts';

/** Returns README.txt for a model: what it is and a few lines of code to run it. */
export function readmeText(model: ModelExport): string {
  const labels = labelsInOrder(model);
  const { title, licence } = model.source.model;
  return [
    `An image model with ${labels.length} classes: ${labels.join(', ')}.`,
    '',
    'labels.txt   the classes, one a line, in the order of the probabilities',
    'card.json    what the model was trained on and with, how well it did, how pictures are prepared',
    'pictures.py  reads a file as the model learned to see it (Python, numpy, Pillow)',
    'pictures.mjs reads a file as the model learned to see it (Node, sharp)',
    ...(model.format === 'saved-model' ? [] : ['pictures-in-page.mjs  does so in a web page']),
    'LICENSE      the licence of the source model, where it has one in a file',
    '',
    `It reuses "${title}" (${licence}) up to the layer "${model.cut}".`,
    '',
    ...(model.card.isOfCutOutBoxes === true ? cutOut : []),
    ...asOne(model.card.trainedAsOne as TrainedAsOne | undefined),
    ...fileInWords(model),
    '',
    ...howTo[model.format](model.source.model.inputSize),
    '',
  ].join('\n');
}

const cutOut = [
  'It was trained on boxes cut out of photographs at full resolution, not on whole photographs: cut out the object with the same margin before',
  'the steps below.',
  '',
];
const asOne = (trained: TrainedAsOne | undefined): string[] =>
  trained === undefined
    ? []
    : [`The class ${trained.class} stands for several classes that were trained as one: ${trained.classes.join(', ')}.`, ''];

const inPage = (...functions: readonly string[]): string[] => [
  `    const { ${functions.join(', ')} } = await import("./model/pictures-in-page.mjs");`,
  '    const file = await (await fetch("picture.jpg")).blob();',
];
const inNode = 'In Node, pictures.mjs takes the place of pictures-in-page.mjs, and the path of the picture that of the file.';

const howTo: Readonly<Record<ExportFormat, (size: number) => string[]>> = {
  'saved-model': () => [
    "A picture of any size goes in: the resizing to the source model's input and the scaling are inside the model.",
    '',
    'Python, TensorFlow 2:',
    '    import sys, tensorflow as tf',
    '    sys.path.insert(0, "this folder")',
    '    from pictures import read_picture',
    '    model = tf.saved_model.load("this folder").signatures["serving_default"]',
    '    probabilities = model(images=tf.constant(read_picture("picture.jpg")[None]))["probabilities"][0].numpy()',
    '    print(open("this folder/labels.txt", encoding="utf-8").read().splitlines()[probabilities.argmax()])',
    '',
    'Node, @tensorflow/tfjs-node:',
    '    import tf from "@tensorflow/tfjs-node";',
    '    import { readPicture } from "./pictures.mjs";',
    '    const model = await tf.node.loadSavedModel("this folder");',
    '    const { width, height, data } = await readPicture("picture.jpg");',
    '    console.log(await model.predict(tf.tensor(data, [1, height, width, 3], "float32")).data());',
  ],
  'tfjs-graph': () => [
    "A picture of any size goes in: the resizing to the source model's input and the scaling are inside the model.",
    '',
    'JavaScript, @tensorflow/tfjs 4, where the folder is served as "model":',
    '    const model = await tf.loadGraphModel("model/model.json");',
    ...inPage('readPicture'),
    '    const { width, height, data } = await readPicture(file);',
    '    console.log(await model.predict(tf.tensor(data, [1, height, width, 3], "float32")).data());',
    inNode,
  ],
  'tfjs-layers': (size) => [
    `Pictures go in already resized to ${size} x ${size}: the whole picture squashed, as card.json says under input.resize. Scaling is`,
    'inside the model.',
    '',
    'JavaScript, @tensorflow/tfjs 4, where the folder is served as "model":',
    '    const model = await tf.loadLayersModel("model/model.json");',
    ...inPage('readPicture', 'squashed'),
    `    const { data } = squashed(await readPicture(file), ${size});`,
    `    console.log(await model.predict(tf.tensor(data, [1, ${size}, ${size}, 3], "float32")).data());`,
    inNode,
  ],
};
