/** A node through which no gradient is known; the message names its operation and, where it is one, its layer. */
export class NotDifferentiable extends Error {
  constructor(operation: string, node?: string) {
    // Nodes of a layer are called after it, with what they are behind a slash.
    super(node === undefined ? operation : `${operation} of the layer "${node.replace(/\/(convolution|product|sum)$/, '')}"`);
    this.name = 'NotDifferentiable';
  }
}
