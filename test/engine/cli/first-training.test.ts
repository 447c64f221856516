import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Output } from '../../../engine/contract/index.ts';
import { GraftCommand } from '../../support/graft-command.ts';
import { lite0Folder, withoutLite0 } from '../../support/lite0.ts';
import { writeScene } from '../../support/pictures.ts';
import { asShipped } from '../../support/served-studio.ts';
import { writeTinySource } from '../../support/tiny-source.ts';

interface Trained { source: string; cut: string }

describe('the first training of a fresh user', { skip: withoutLite0() }, () => {
  let folder: string;
  const fresh = (environment: Record<string, string> = {}): GraftCommand => new GraftCommand(folder, { ...asShipped, ...environment });
  const defaultOf = async (graft: GraftCommand): Promise<string[]> =>
    (await graft.document('sources') as Output<'sources.list'>).sources.filter((source) => source.default).map(({ id }) => id);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'graft-first-'));
    for (let seed = 0; seed < 24; seed++) await writeScene(join(folder, 'images', seed % 2 === 0 ? 'ash' : 'elm', `${seed}.jpg`), seed);
    await fresh().document('new', 'trees');
    await fresh().document('import', 'trees', 'images');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('uses EfficientNet-Lite0 at its pooled features, and the starter where that is not there', async () => {
    const trained = await fresh().document('train', 'trees') as Trained;
    assert.deepEqual([trained.source, trained.cut], ['efficientnet-lite0', 'pool']);
    const without = new GraftCommand(folder);
    assert.equal((await without.document('train', 'trees') as Trained).source, 'starter');
  });

  test('is not led elsewhere by the card of another folder', async () => {
    await writeTinySource(join(folder, 'named', 'pushy'), { id: 'pushy', card: { default: true } });
    const graft = fresh({ GRAFT_MODELS: join(folder, 'named') });
    assert.deepEqual(await defaultOf(graft), ['efficientnet-lite0']);
    assert.deepEqual(await defaultOf(new GraftCommand(folder, { GRAFT_MODELS: join(folder, 'named') })), ['starter'], 'the starter comes before it, too');
  });

  test('uses it from a folder that the user names, and knows that it is the same model', async () => {
    const graft = new GraftCommand(folder, { GRAFT_MODELS: lite0Folder()! });
    assert.deepEqual(await defaultOf(graft), ['efficientnet-lite0']);
    const { sources, unusable } = await fresh({ GRAFT_MODELS: lite0Folder()! }).document('sources') as Output<'sources.list'>;
    assert.deepEqual([sources.map(({ id }) => id), unusable], [['efficientnet-lite0', 'starter'], []]);
  });
});
