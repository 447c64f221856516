/** Preloaded into a studio and its processes: after each of its jobs a learner writes its number of tensors to a file in GATE_TENSORS. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['GATE_TENSORS'],
  send = process.send?.bind(process);
// Decode workers report finished work with the same message, and would load TensorFlow for this.
const isLearner = process.argv[1]?.endsWith(join('learner', 'process.ts')) === true;
if (folder !== undefined && send !== undefined && isLearner) {
  const told: NonNullable<typeof process.send> = (message: unknown, ...rest: unknown[]) => {
    if ((message as { is?: unknown }).is === 'done') void tell(folder);
    return (send as (...all: unknown[]) => boolean)(message, ...rest);
  };
  process.send = told;
}

async function tell(into: string): Promise<void> {
  const { tensorFlow } = await import('../../engine/learn/tensorflow/backend.ts');
  writeFileSync(join(into, String(process.pid)), String(tensorFlow().memory().numTensors));
}
