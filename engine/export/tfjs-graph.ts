import { join } from 'node:path';
import { tensorFlow } from '../learn/tensorflow/backend.ts';
import type { Attribute, Graph, GraphNode, Port } from '../models/graph/graph.ts';
import { dataTypeName, graphProducer } from '../models/graph/saved-model-file.ts';
import type { Format } from './job.ts';
import { askOneByOne, signatureOf } from './saved-model.ts';
import type { Tensor } from './saved-model.ts';
import { writeTfjsModel } from './tfjs-files.ts';
import type { NamedWeight } from './tfjs-files.ts';
import { wholeGraph } from './whole-graph.ts';

/** A tfjs graph model, for tf.loadGraphModel in browsers and in Node. */
export const tfjsGraph: Format = {
  resizes: true,
  async write(model, folder) {
    const graph = await wholeGraph(model);
    const content = {
      format: 'graph-model',
      generatedBy: 'Graft',
      convertedBy: null,
      modelTopology: { node: graph.nodes.map(nodeJson), library: {}, versions: { producer: graphProducer } },
      signature: { inputs: portsJson(graph.inputs), outputs: portsJson(graph.outputs) },
    };
    await writeTfjsModel(folder, content, constants(graph));
    return signatureOf(graph, null);
  },
  async predict(folder, model, pictures, onPicture) {
    const tf = tensorFlow();
    const loaded = await tf.loadGraphModel(tf.io.fileSystem(join(folder, 'model.json')));
    try {
      return await askOneByOne(pictures, model.head.classIds.length, (images) => loaded.predict(images) as Tensor, onPicture);
    } finally {
      loaded.dispose();
    }
  },
};

function constants(graph: Graph): NamedWeight[] {
  return graph.nodes.flatMap(({ name, attributes }) => {
    const value = attributes.value;
    return value !== undefined && 'tensor' in value ? [{ name, ...value.tensor }] : [];
  });
}

/** A node as protocol buffer JSON: 64-bit numbers as text, bytes as base64; constants without their content. */
function nodeJson({ name, op, inputs, attributes }: GraphNode): object {
  const attr = Object.fromEntries(Object.entries(attributes).map(([key, attribute]) => [key, attributeJson(attribute)]));
  return { name, op, ...(inputs.length > 0 ? { input: inputs } : {}), attr };
}

function attributeJson(attribute: Attribute): object {
  if ('type' in attribute) return { type: dataTypeName(attribute.type) };
  if ('int' in attribute) return { i: String(attribute.int) };
  if ('float' in attribute) return { f: attribute.float };
  if ('flag' in attribute) return { b: attribute.flag };
  if ('text' in attribute) return { s: Buffer.from(attribute.text).toString('base64') };
  if ('ints' in attribute) return { list: { i: attribute.ints.map(String) } };
  if ('shape' in attribute) return { shape: shapeJson(attribute.shape) };
  return { tensor: { dtype: dataTypeName(attribute.tensor.dtype), tensorShape: shapeJson(attribute.tensor.shape) } };
}

function shapeJson(shape: readonly number[]): object {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

function portsJson(ports: readonly Port[]): object {
  return Object.fromEntries(
    ports.map(({ key, node, dtype, shape }) => [key, { name: `${node}:0`, dtype: dataTypeName(dtype), tensorShape: shapeJson(shape) }]),
  );
}
