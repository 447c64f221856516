import type { ExportFormat } from '../contract/index.ts';
import type { ModelExport } from './job.ts';
import { labelsInOrder } from './model-card.ts';

/** README.txt beside a model: what it is and a few lines that run it. */
export function readmeText(model: ModelExport): string {
  const labels = labelsInOrder(model);
  const { title, licence } = model.source.model;
  return [
    `An image model with ${labels.length} classes: ${labels.join(', ')}.`,
    '',
    'labels.txt   the classes, one a line, in the order of the probabilities',
    'card.json    what the model was trained on and with, how well it did, how pictures are prepared',
    'LICENSE      the licence of the source model, where it has one in a file',
    '',
    `It reuses "${title}" (${licence}) up to the layer "${model.cut}".`,
    'Pictures must be upright (turn them as their EXIF orientation says), in R G B, with values from 0 to 255.',
    '',
    ...howTo[model.format](model.source.model.inputSize),
    '',
  ].join('\n');
}

const howTo: Readonly<Record<ExportFormat, (size: number) => string[]>> = {
  'saved-model': () => [
    'A picture of any size goes in: resizing and scaling are inside the model.',
    '',
    'Python, TensorFlow 2:',
    '    import tensorflow as tf',
    '    model = tf.saved_model.load("this folder").signatures["serving_default"]',
    '    picture = tf.io.decode_image(tf.io.read_file("picture.jpg"), channels=3, expand_animations=False)',
    '    probabilities = model(images=tf.cast(picture, tf.float32)[tf.newaxis])["probabilities"][0].numpy()',
    '    print(open("this folder/labels.txt", encoding="utf-8").read().splitlines()[probabilities.argmax()])',
    '',
    'Node, @tensorflow/tfjs-node:',
    '    const model = await tf.node.loadSavedModel("this folder");',
    '    const picture = tf.node.decodeImage(fs.readFileSync("picture.jpg"), 3).toFloat().expandDims();',
    '    console.log(await model.predict(picture).data());',
  ],
  'tfjs-graph': () => [
    'A picture of any size goes in: resizing and scaling are inside the model.',
    '',
    'JavaScript, @tensorflow/tfjs 4, where the folder is served as "model":',
    '    const model = await tf.loadGraphModel("model/model.json");',
    '    const picture = tf.browser.fromPixels(document.querySelector("img")).toFloat().expandDims();',
    '    console.log(await model.predict(picture).data());',
  ],
  'tfjs-layers': (size) => [
    `Pictures go in already resized to ${size} x ${size}: the whole picture squashed, as card.json says under input.resize. Scaling is`,
    'inside the model. The two lines that resize below do not smooth before they shrink, which changes the probabilities a little;',
    'Graft\'s tfjs graph model and SavedModel resize exactly.',
    '',
    'JavaScript, @tensorflow/tfjs 4, where the folder is served as "model":',
    '    const model = await tf.loadLayersModel("model/model.json");',
    '    const picture = tf.browser.fromPixels(document.querySelector("img")).toFloat();',
    `    const resized = tf.image.resizeBilinear(picture, [${size}, ${size}], false, true).expandDims();`,
    '    console.log(await model.predict(resized).data());',
  ],
};
