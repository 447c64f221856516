/**
 * Runs the command on a disk that is too small and on a read-only one, and prints the result of each step as one JSON list. Runs in a mount
 * namespace of its own, in which `disk` is a small disk: `node on-small-disk.ts <disk> <images> <home>`.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { GraftCommand } from './processes/graft-command.ts';

const [disk = '', images = '', home = ''] = process.argv.slice(2);
const graft = new GraftCommand(disk, { GRAFT_HOME: join(home, 'home'), GRAFT_PROJECTS: home });
const steps: { step: string; exitCode: number | null; said: unknown; left: string[] }[] = [];

const remount = (options: string): void => {
  execFileSync('mount', ['-o', `remount,${options}`, disk]);
};

async function step(name: string, ...words: string[]): Promise<void> {
  const { exitCode, stdout } = await graft.call(...words, '--json');
  steps.push({ step: name, exitCode, said: JSON.parse(stdout) as unknown, left: readdirSync(disk).toSorted() });
}

/** Fills the disk to the last block. */
function fill(): void {
  const ballast = openSync(join(disk, 'ballast'), 'w');
  try {
    for (const block = Buffer.alloc(4096); statfsSync(disk).bavail > 0;) writeSync(ballast, block);
  } finally {
    closeSync(ballast);
  }
}

await step('new', 'new', 'p');
await step('import on a small disk', 'import', 'p', images);
await step('status after it', 'status', 'p');
remount('size=64m');
await step('import with space', 'import', 'p', images);
await step('train with space', 'train', 'p');
await step('status before', 'status', 'p');
fill();
await step('train on a full disk', 'train', 'p', '--seed', '2');
await step('export to a full disk', 'export', 'p', '--format', 'saved-model', '--out', 'model');
await step('predict to a full disk', 'predict', 'p', images, '--out', 'p.csv');
await step('labels to a full disk', 'labels', 'export', 'p', '--format', 'csv', '--out', 'p-labels.csv');
await step('class folders to a full disk', 'labels', 'export', 'p', '--format', 'class-folders', '--out', 'p-folders');
await step('import by copy on a full disk', 'import', 'p', images, '--copy');
await step('new on a full disk', 'new', 'q');
const beside = join(home, 'beside');
await step('new beside it', 'new', beside);
await step('import beside it', 'import', beside, images);
rmSync(join(disk, 'ballast'));
mkdirSync(join(disk, 'features'));
rmSync(join(`${beside}.graft`, 'features'), { recursive: true, force: true });
mkdirSync(join(`${beside}.graft`, 'features'));
// A link would be refused; a mount point is not a link.
execFileSync('mount', ['--bind', join(disk, 'features'), join(`${beside}.graft`, 'features')]);
fill();
await step('train with features on a full disk', 'train', beside);
rmSync(join(disk, 'ballast'));
await step('train with features and space', 'train', beside);
await step('export with space', 'export', 'p', '--format', 'saved-model', '--out', 'model');
await step('predict with space', 'predict', 'p', images, '--out', 'p.csv');
await step('status after the full disk', 'status', 'p');
remount('ro');
await step('status on a disk that may only be read', 'status', 'p');
await step('evaluate on a disk that may only be read', 'evaluate', 'p');
await step('export from a disk that may only be read', 'export', 'p', '--format', 'tfjs-graph', '--out', join(home, 'exported'));
await step('predict from a disk that may only be read', 'predict', 'p', images, '--out', join(home, 'predicted.csv'));
await step('labels from a disk that may only be read', 'labels', 'export', 'p', '--format', 'yolo', '--out', join(home, 'yolo'));
await step('labels on a disk that may only be read', 'labels', 'export', 'p', '--format', 'csv', '--out', 'p-labels.csv');
await step('train on a disk that may only be read', 'train', 'p');
await step('import on a disk that may only be read', 'import', 'p', images);
await step('new on a disk that may only be read', 'new', 'q');
remount('rw');
await step('export beside it', 'export', 'p', '--format', 'tfjs-graph', '--out', 'graph');
await step('status at the end', 'status', 'p');
process.stdout.write(`${JSON.stringify(steps)}\n`);
