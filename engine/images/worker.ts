import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { failureOf, StudioError } from '../domain/failure.ts';
import type { Raster } from '../domain/raster.ts';
import { decodeView } from './decode.ts';
import { limits } from './limits.ts';
import { watchMemory } from './memory-watch.ts';
import { readCapture } from './read-capture.ts';
import { readSpread } from './read-spread.ts';
import { cutOut, prepare, saveCut } from './prepare.ts';
import { decoder } from './one-at-a-time.ts';
import type { HashVerdict } from './prepared.ts';
import type { DecodeOutcome, DecodeTask, FromDecodeWorker, ToDecodeWorker } from './protocol.ts';
import { hashFile } from './read-picture.ts';
import { RefusedPicture } from './refused-picture.ts';

// Entry point of a decode worker: the only process in which native decoders handle untrusted files.

function run(task: DecodeTask): Promise<DecodeOutcome> {
  if (task.do === 'prepare') return prepare(task.file, task);
  if (task.do === 'cut-out') return cutOut(task.file, task);
  if (task.do === 'save-cut') return saveCut(task.file, task);
  if (task.do === 'capture') return readCapture(task.file);
  if (task.do === 'spread') return readSpread(task.file, task).then((spread) => ({ spread }));
  return task.do === 'hash' ? hash(task.file) : raster(task.view);
}

async function hash(file: string): Promise<HashVerdict> {
  try {
    return await hashFile(file);
  } catch (error) {
    if (error instanceof RefusedPicture) return { refused: error.refusal };
    throw error;
  }
}

async function raster(view: string): Promise<Raster> {
  try {
    const bytes = await readFile(view);
    return await decoder.run(() => decodeView(bytes));
  } catch (error) {
    throw new StudioError('image-file-missing', { file: view }, { cause: error });
  }
}

const spentEveryMs = 200;
const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const tell = (message: FromDecodeWorker): void => {
  // The parent may have exited meanwhile; then `disconnect` ends the worker.
  process.send?.(message, undefined, undefined, () => {});
};

sharp.cache(false);
sharp.concurrency(1);
// Allows only the loaders of supported formats; all other loaders of libvips are blocked.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((loader) => `VipsForeignLoad${loader}`),
});
process.on('disconnect', () => process.exit());
// Ctrl+C in a terminal signals the whole process group; the parent decides when its workers end.
process.on('SIGINT', () => {});
process.on('message', ({ id, task }: ToDecodeWorker) => {
  run(task).then(
    (outcome) => tell({ is: 'done', of: id, outcome }),
    (error: unknown) => tell({ is: 'failed', of: id, failure: failureOf(error) }),
  );
});
watchMemory(limits.workerBytes);
setInterval(() => {
  tell({ is: 'spent', processorMs: processorMs() });
}, spentEveryMs).unref();
tell({ is: 'ready' });
