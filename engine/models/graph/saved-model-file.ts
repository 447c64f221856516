import { createRequire } from 'node:module';
import type { Attribute, ConstTensor, DType, Graph, Port } from './graph.ts';

/**
 * Serialises a graph as `saved_model.pb`: one meta graph with the tag `serve`, constants instead of variables, and one signature. The file
 * can be loaded by TensorFlow's C++ loader, tf.saved_model.load and tf.node.loadSavedModel.
 * Format: saved_model.proto, meta_graph.proto and graph.proto of TensorFlow, in the version shipped with tfjs-node.
 */
export function savedModelBytes(graph: Graph, signature = 'serving_default'): Uint8Array {
  const savedModel = new messages.SavedModel();
  savedModel.setSavedModelSchemaVersion(1);
  savedModel.addMetaGraphs(metaGraph(graph, signature));
  return savedModel.serializeBinary();
}

/** TensorFlow graph format version of these nodes; every reader since TensorFlow 2.3 accepts it. */
export const graphProducer = 440;

// tfjs-node ships the generated messages without types, so only this file sees them untyped.
/* eslint-disable @typescript-eslint/no-explicit-any */
type Message = any;
const messages: Message = createRequire(import.meta.url)('@tensorflow/tfjs-node/dist/proto/api_pb.js');

const dataTypes: Readonly<Record<DType, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  int64: 'DT_INT64',
  uint8: 'DT_UINT8',
  bool: 'DT_BOOL',
};
export const dataTypeName = (dtype: DType): string => dataTypes[dtype];
const dataType = (dtype: DType): number => messages.DataType[dataTypes[dtype]];

function metaGraph(graph: Graph, signatureName: string): Message {
  const info = new messages.MetaGraphDef.MetaInfoDef();
  info.setTagsList(['serve']);
  const signature = new messages.SignatureDef();
  signature.setMethodName('tensorflow/serving/predict');
  for (const port of graph.inputs) signature.getInputsMap().set(port.key, tensorInfo(port));
  for (const port of graph.outputs) signature.getOutputsMap().set(port.key, tensorInfo(port));
  const message = new messages.MetaGraphDef();
  message.setMetaInfoDef(info);
  message.setGraphDef(graphDefinition(graph));
  message.getSignatureDefMap().set(signatureName, signature);
  return message;
}

function graphDefinition(graph: Graph): Message {
  const definition = new messages.GraphDef();
  for (const node of graph.nodes) {
    const message = new messages.NodeDef();
    message.setName(node.name);
    message.setOp(node.op);
    message.setInputList([...node.inputs]);
    for (const [key, attribute] of Object.entries(node.attributes)) message.getAttrMap().set(key, attributeValue(attribute));
    definition.addNode(message);
  }
  const versions = new messages.VersionDef();
  versions.setProducer(graphProducer);
  definition.setVersions(versions);
  return definition;
}

function attributeValue(attribute: Attribute): Message {
  const value = new messages.AttrValue();
  if ('type' in attribute) value.setType(dataType(attribute.type));
  else if ('int' in attribute) value.setI(attribute.int);
  else if ('float' in attribute) value.setF(attribute.float);
  else if ('flag' in attribute) value.setB(attribute.flag);
  else if ('text' in attribute) value.setS(new TextEncoder().encode(attribute.text));
  else if ('shape' in attribute) value.setShape(tensorShape(attribute.shape));
  else if ('tensor' in attribute) value.setTensor(tensor(attribute.tensor));
  else {
    const list = new messages.AttrValue.ListValue();
    list.setIList([...attribute.ints]);
    value.setList(list);
  }
  return value;
}

function tensor(constant: ConstTensor): Message {
  const message = new messages.Tensor();
  message.setDtype(dataType(constant.dtype));
  message.setTensorShape(tensorShape(constant.shape));
  message.setTensorContent(littleEndianBytes(constant));
  return message;
}

/** Constants as they are in memory: like TensorFlow's own builds, Graft only runs on little-endian machines. */
function littleEndianBytes(constant: ConstTensor): Uint8Array {
  return new Uint8Array(constant.values.buffer, constant.values.byteOffset, constant.values.byteLength);
}

function tensorShape(shape: readonly number[]): Message {
  const message = new messages.TensorShape();
  for (const side of shape) {
    const dimension = new messages.TensorShape.Dim();
    dimension.setSize(side);
    message.addDim(dimension);
  }
  return message;
}

function tensorInfo(port: Port): Message {
  const info = new messages.TensorInfo();
  info.setName(`${port.node}:0`);
  info.setDtype(dataType(port.dtype));
  info.setTensorShape(tensorShape(port.shape));
  return info;
}
