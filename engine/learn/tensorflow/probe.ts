import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tensorFlow, type TensorFlow } from './backend.ts';

/** Which TensorFlow runs here, and whether one step of gradient descent gives the known result. */
export interface Probe {
  readonly tensorflow: string;
  readonly backend: string;
  readonly gpu: string | null;
  readonly trains: boolean;
}

/** @throws StudioError tensorflow-missing */
export function probeTensorFlow(): Probe {
  const tf = tensorFlow();
  const backend = tf.backend() as unknown as { readonly binding: { readonly TF_Version: string }; readonly isUsingGpuDevice: boolean };
  return {
    tensorflow: backend.binding.TF_Version,
    backend: tf.getBackend(),
    gpu: backend.isUsingGpuDevice ? gpuName() : null,
    trains: trainsOneStep(tf),
  };
}

/** The slope of (3w − 6)² at w = 1 is −18; a step of 0.1 leads to 2.8. */
function trainsOneStep(tf: TensorFlow): boolean {
  return tf.tidy(() => {
    const weight = tf.variable(tf.scalar(1));
    tf.train.sgd(0.1).minimize(() => weight.mul(3).sub(6).square().asScalar(), false, [weight]);
    const trained = weight.dataSync()[0]!;
    weight.dispose();
    return Math.abs(trained - 2.8) < 1e-5;
  });
}

function gpuName(): string {
  const folder = '/proc/driver/nvidia/gpus';
  try {
    const [first] = readdirSync(folder);
    return /^Model:\s*(.*)$/m.exec(readFileSync(join(folder, first!, 'information'), 'utf8'))?.[1] ?? 'GPU';
  } catch {
    return 'GPU';
  }
}
