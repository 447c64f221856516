import type { ExportFormat } from '../contract/index.ts';
import type { ModelExport } from './job.ts';
import type { TrainedAsOne } from '../domain/labels/other-class.ts';
import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureWindows } from '../domain/models/folder-windows.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
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
    ...fromFile(model.windows),
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
const { longestSide, window, losslessPixels, jpegQuality } = pictureRules;
const fromFile = ({ window: chosen, folders }: PictureWindows): string[] => [
  'How a file becomes the picture that goes in: upright R G B with values from 0 to 255.',
  '1. Of files with several pages or frames, the first one. Turned upright as EXIF or the TIFF orientation says.',
  `2. Shrunk to ${longestSide} pixels on the long side where it is larger (Lanczos).`,
  '3. 8 bits: converted to sRGB where a colour profile is embedded. TIFF files with more bands: the first three as R G B, or the first of two.',
  ...(chosen === null
    ? ownWindow
    : [
        `   More than 8 bits: from ${chosen.low} (black) to ${chosen.high} (white) in the units of the file, for all pictures alike. Files of another`,
        '   instrument or exposure need values of the same meaning.',
      ]),
  ...(folders.length === 0 ? [] : byFolder(folders)),
  '4. Transparency laid over white; grey as three equal colours.',
  `5. Kept as JPEG of quality ${jpegQuality} (4:4:4) above ${losslessPixels} pixels, except upright JPEG and PNG files that are no larger than`,
  `   ${longestSide} pixels and have neither profile nor transparency, which are taken as they are.`,
  'pictures.py and pictures.mjs do all of it. They refuse what they would read otherwise: pictures.py colour PNG files of 16 bits, of which',
  'Pillow gives 8, and pictures.mjs BMP files. pictures-in-page.mjs leaves out step 5, and refuses TIFF files and PNG files of 16 bits, which browsers read otherwise or not at all.',
  "Leaving out steps 2 and 5, or a decoder that rounds otherwise (TensorFlow's decodes JPEG fast by default),",
  'changes probabilities a little; leaving out step 1 or 3 changes answers.',
];

const inWords = (chosen: PictureWindow | null): string =>
  chosen === null ? 'each picture through a window of its own, from its 0.1 % to its 99.9 % value' : `from ${chosen.low} to ${chosen.high}`;
const byFolder = (folders: PictureWindows['folders']): string[] => [
  '   Pictures in these folders, named by the last parts of their paths, or in their subfolders, were shown otherwise. The deepest one counts:',
  ...folders.map(({ folder, window: chosen }) => `   - ${folder}: ${inWords(chosen)}`),
];

const ownWindow = [
  '   More than 8 bits: each picture through a window of its own, from the value below which',
  `   ${window.low * 100} % of its samples lie (black) to the one above which ${window.low * 100} % lie (white), over all colours together. A smallest or largest value`,
  '   that stands apart (scale bar, saturation, no data) does not count. So absolute brightness is lost, and dividing by 257 gives other',
  '   pictures than the model knows.',
];

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
