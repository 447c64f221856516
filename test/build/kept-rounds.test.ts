import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { KeptRounds, type MeasuredOn } from '../support/benches/kept-rounds.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A bench of two files, of which the first imports the second, a third one for its types only, and failures. */
function code(t: TestContext): { measuredOn: MeasuredOn; folder: string; change: (file: string, text: string) => void } {
  const root = temporaryFolder(t);
  const change = (file: string, text: string): void => writeFileSync(join(root, file), text);
  for (const place of ['learn', 'engine/domain']) mkdirSync(join(root, place), { recursive: true });
  change('engine/domain/failure.ts', 'export class StudioError extends Error {}\n');
  change(
    'round.ts',
    "import { rate } from './learn/rate.ts';\nimport './engine/domain/failure.ts';\nimport type { Rate } from './learn/types.ts';\nexport const round = (): Rate => rate;\n",
  );
  change('learn/rate.ts', 'export const rate = 1;\n');
  change('learn/types.ts', 'export type Rate = number;\n');
  return { measuredOn: { root, entries: ['round.ts'], settings: { passes: 10 } }, folder: join(root, 'kept'), change };
}

const unexpected = (): Promise<number> => assert.fail('a kept round is measured again');

test('rounds of an earlier sitting are not measured again', async (t) => {
  const { measuredOn, folder } = code(t);
  await new KeptRounds<number>(folder, 'scratch', measuredOn).of('signs, seed 1', () => Promise.resolve(7));
  const later = new KeptRounds<number>(folder, 'scratch', measuredOn);
  assert.equal(await later.of('signs, seed 1', unexpected), 7);
  await later.of('signs, seed 2', () => Promise.resolve(8));
  assert.deepEqual([later.all, later.leftAside, later.remark], [[7, 8], 0, '']);
});

test('rounds of other code or settings are left aside, which is said, and count again with the code of then', async (t) => {
  const { measuredOn, folder, change } = code(t);
  await new KeptRounds<number>(folder, 'scratch', measuredOn).of('signs, seed 1', () => Promise.resolve(7));
  const other = new KeptRounds<number>(folder, 'scratch', { ...measuredOn, settings: { passes: 20 } });
  assert.deepEqual([other.all, other.leftAside], [[], 1]);
  change('learn/rate.ts', 'export const rate = 2;\n');
  const changed = new KeptRounds<number>(folder, 'scratch', measuredOn);
  assert.deepEqual([changed.all, changed.remark], [[], '1 kept rounds were left aside: they were measured on other code or settings.']);
  assert.equal(await changed.of('signs, seed 1', () => Promise.resolve(9)), 9);
  change('learn/rate.ts', 'export const rate = 1;\n');
  assert.equal(await new KeptRounds<number>(folder, 'scratch', measuredOn).of('signs, seed 1', unexpected), 7);
});

test('rounds stay where only types or failures changed, or another bench has rounds in the folder', async (t) => {
  const { measuredOn, folder, change } = code(t);
  await new KeptRounds<number>(folder, 'scratch', measuredOn).of('signs, seed 1', () => Promise.resolve(7));
  await new KeptRounds<number>(folder, 'finetune', { ...measuredOn, settings: {} }).of('flowers, seed 1', () => Promise.resolve(1));
  change('learn/types.ts', 'export type Rate = 1 | 2;\n');
  change('engine/domain/failure.ts', 'export class StudioError extends TypeError {}\n');
  const later = new KeptRounds<number>(folder, 'scratch', measuredOn);
  assert.deepEqual([later.all, later.leftAside], [[7], 0]);
});

test('a round that fails is not kept', async (t) => {
  const { measuredOn, folder } = code(t);
  const rounds = new KeptRounds<number>(folder, 'scratch', measuredOn);
  await assert.rejects(
    rounds.of('signs, seed 1', () => Promise.reject(new Error('ended'))),
    /ended/,
  );
  assert.deepEqual(new KeptRounds<number>(folder, 'scratch', measuredOn).all, []);
});

test('without a folder rounds count in one sitting', async (t) => {
  const { measuredOn } = code(t);
  const rounds = new KeptRounds<number>(undefined, 'scratch', measuredOn);
  await rounds.of('signs, seed 1', () => Promise.resolve(7));
  assert.deepEqual([await rounds.of('signs, seed 1', unexpected), rounds.all], [7, [7]]);
});
