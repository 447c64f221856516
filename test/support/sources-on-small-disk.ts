/**
 * Adds, exports and removes source models in a library on a disk that is too small and on a read-only one, and prints the result of each
 * step as one JSON list. Runs in a mount namespace of its own: `node sources-on-small-disk.ts <disk> <model> <folder>`.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, statfsSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GraftCommand } from './processes/graft-command.ts';

const [disk = '', model = '', folder = ''] = process.argv.slice(2);
const graft = new GraftCommand(folder, { GRAFT_HOME: disk, GRAFT_SHIPPED_MODELS: folder });
const steps: { step: string; code: string; left: string[] }[] = [];

async function step(name: string, ...words: string[]): Promise<void> {
  const { stdout } = await graft.call('sources', ...words, '--json');
  const { failure } = JSON.parse(stdout) as { failure?: { code: string } };
  steps.push({
    step: name,
    code: failure?.code ?? '',
    left: readdirSync(disk, { recursive: true })
      .map(String)
      .filter((file) => !file.startsWith('ballast'))
      .toSorted(),
  });
}
const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
};

writeFileSync(join(disk, 'ballast'), Buffer.alloc(freeBytes() - 400_000));
await step('add to a small disk', 'add', model);
rmSync(join(disk, 'ballast'));
await step('add with space', 'add', model, '--title', 'Model');
writeFileSync(join(disk, 'ballast'), Buffer.alloc(freeBytes() - 100_000));
await step('export to a full disk', 'export', 'model', '--out', join(disk, 'model.zip'));
await step('remove on a full disk', 'remove', 'model');
rmSync(join(disk, 'ballast'));
await step('add again', 'add', model, '--title', 'Model');
execFileSync('mount', ['-o', 'remount,ro', disk]);
await step('add on a disk that may only be read', 'add', model, '--title', 'Other');
await step('export to a disk that may only be read', 'export', 'model', '--out', join(disk, 'model.zip'));
await step('remove on a disk that may only be read', 'remove', 'model');
process.stdout.write(`${JSON.stringify(steps)}\n`);
