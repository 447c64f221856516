/**
 * The intermediate graph for every format: typed nodes with TensorFlow's operation names, attributes and constants. Shapes use -1 for a
 * dimension known only when the graph runs; an absent shape means that even the rank is unknown.
 */
export type DType = 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';
type Values = Float32Array | Int32Array;
export interface ConstTensor {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly values: Values;
}

export type Attribute =
  | { readonly type: DType }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly flag: boolean }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly shape: readonly number[] }
  | { readonly tensor: ConstTensor };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}
/** An input or output: `key` is its name in the signature, `node` the node in the graph. */
export interface Port {
  readonly key: string;
  readonly node: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly meaning: string;
}
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** A value to feed: bytes for uint8, integers for int32, otherwise floats. */
export interface Feed {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Int32Array | Float32Array;
}

/** A weight of a layer, row-major. */
export interface LayerWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const float: Attributes = { T: { type: 'float32' } };

/** Collects nodes in topological order; each method returns the name of the node it added. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #names = new Set<string>();
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];

  /** `name` is a preference: if taken, a number is appended. Characters not allowed in node names become underscores. */
  node(op: string, inputs: readonly string[], attributes: Attributes = float, name: string = op): string {
    const unique = this.#unique(name);
    this.#nodes.push({ name: unique, op, inputs, attributes });
    return unique;
  }

  input(port: Omit<Port, 'node'>): string {
    const attributes: Attributes = { dtype: { type: port.dtype }, shape: { shape: port.shape } };
    const node = this.node('Placeholder', [], attributes, port.key);
    this.#inputs.push({ ...port, node });
    return node;
  }

  output(port: Port): void {
    this.#outputs.push(port);
  }

  floats(values: Float32Array | readonly number[], shape: readonly number[], name = 'constant'): string {
    return this.#constant({ dtype: 'float32', shape, values: values instanceof Float32Array ? values : Float32Array.from(values) }, name);
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length], name = 'constant'): string {
    return this.#constant({ dtype: 'int32', shape, values: Int32Array.from(values) }, name);
  }

  /**
   * Adds a weight of a layer as a constant; `label` names the node. Builders of trainable networks return the current value of a variable
   * instead.
   */
  weight(layer: string, _weight: string, { values, shape }: LayerWeight, label: string): string {
    return this.floats(values, shape, `${layer}/${label}`);
  }

  build(): Graph {
    return { nodes: this.#nodes, inputs: this.#inputs, outputs: this.#outputs };
  }

  #constant(tensor: ConstTensor, name: string): string {
    const size = tensor.shape.reduce((product, side) => product * side, 1);
    if (size !== tensor.values.length)
      throw new RangeError(`${name}: ${tensor.values.length} values for the shape [${tensor.shape.join()}]`);
    return this.node('Const', [], { dtype: { type: tensor.dtype }, value: { tensor } }, name);
  }

  #unique(name: string): string {
    const clean = name.replace(/[^A-Za-z0-9_./-]/g, '_').replace(/^[^A-Za-z0-9.]/, 'n$&');
    let unique = clean;
    for (let number = 1; this.#names.has(unique); number++) unique = `${clean}_${number}`;
    this.#names.add(unique);
    return unique;
  }
}
