/** A node without a known gradient; the message names its operation and, if it belongs to one, its layer. */
export class NotDifferentiable extends Error {
  constructor(operation: string, node?: string) {
    // Nodes of a layer are named after it, with their role behind a slash.
    super(node === undefined ? operation : `${operation} of the layer "${node.replace(/\/(convolution|product|sum)$/, '')}"`);
    this.name = 'NotDifferentiable';
  }
}
