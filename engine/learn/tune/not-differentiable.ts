/** A node through which no gradient is known; the message names its operation. */
export class NotDifferentiable extends Error {
  readonly operation: string;
  constructor(operation: string) {
    super(operation);
    this.name = 'NotDifferentiable';
    this.operation = operation;
  }
}
