/** Saves a checkpoint on a small disk, then one that does not fit, and prints the result: `node checkpoints-on-small-disk.ts <disk>`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf } from '../../engine/domain/failure.ts';
import { loadCheckpoint, saveCheckpoint } from '../../engine/learn/tune/checkpoint.ts';
import { drawnProgress } from './screens/drawn-progress.ts';

const folder = process.argv[2] ?? '';
const path = join(folder, 'checkpoint');
saveCheckpoint(path, 'job', drawnProgress(50));
let code: string | null = null;
try {
  saveCheckpoint(path, 'job', drawnProgress(100_000));
} catch (error) {
  code = failureOf(error).code;
}
process.stdout.write(JSON.stringify({ code, steps: loadCheckpoint(path, 'job')?.main?.steps.step, files: readdirSync(folder) }));
