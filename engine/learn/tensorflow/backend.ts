import { createRequire } from 'node:module';
import util from 'node:util';
import { StudioError } from '../../domain/failure.ts';
import { isTooLargeToLoad } from './out-of-memory.ts';

export type TensorFlow = typeof import('@tensorflow/tfjs-node');

const require = createRequire(import.meta.url);
let loaded: TensorFlow | undefined;

/**
 * Loads native TensorFlow on the first call and returns it. A process may load it in one thread only; a second thread makes it crash. The
 * number of threads comes from GRAFT_THREADS, unless TF_NUM_INTRAOP_THREADS or TF_NUM_INTEROP_THREADS is set.
 * @throws StudioError tensorflow-missing if the addon or its library cannot be loaded; out-of-memory if a memory limit leaves no room for
 * them
 */
export function tensorFlow(): TensorFlow {
  loaded ??= load();
  return loaded;
}

function load(): TensorFlow {
  prepareEnvironment();
  restoreRemovedUtilities();
  try {
    const tf = require('@tensorflow/tfjs-node') as TensorFlow;
    if (tf.getBackend() !== 'tensorflow') throw new Error(`the native backend is not in use, but "${tf.getBackend()}"`);
    return tf;
  } catch (error) {
    if (isTooLargeToLoad(error)) throw new StudioError('out-of-memory', {}, { cause: error });
    const detail = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    throw new StudioError('tensorflow-missing', { detail }, { cause: error });
  }
}

/** TensorFlow reads these once, when its library is loaded. */
function prepareEnvironment(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // By default TensorFlow uses oneDNN only on processors with AVX-512; measured with AVX2 alone, oneDNN halves the time of a network.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  const threads = process.env.GRAFT_THREADS;
  if (threads === undefined || !/^[1-9]\d*$/.test(threads)) return;
  process.env.TF_NUM_INTRAOP_THREADS ??= threads;
  process.env.TF_NUM_INTEROP_THREADS ??= threads;
}

/** tfjs-node 4.22 still calls two functions of node:util that Node 23 removed or deprecated. */
function restoreRemovedUtilities(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  legacy.isArray = Array.isArray;
}
