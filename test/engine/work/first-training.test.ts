import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SourceLibrary } from '../../../engine/work/sources/source-library.ts';
import { lite0Folder, withoutLite0 } from '../../support/models/lite0.ts';
import { writeScene } from '../../support/pictures.ts';
import { asShipped, ownFolders, ServedStudio } from '../../support/served-studio.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeTinySource } from '../../support/models/tiny-source.ts';

describe('the source model of a fresh user', { skip: withoutLite0() }, () => {
  test('is EfficientNet-Lite0: the first training uses its pooled features', async (t) => {
    const folder = temporaryFolder(t);
    for (let seed = 0; seed < 24; seed++) await writeScene(join(folder, 'images', seed % 2 === 0 ? 'ash' : 'elm', `${seed}.jpg`), seed);
    const studio = await ServedStudio.start(folder, { env: { ...asShipped, GRAFT_MODELS: '' } });
    t.after(() => studio.end());
    const { id: project } = await studio.ask('projects.create', { name: 'trees' });
    const imported = await studio.ask('images.import', {
      project,
      from: { paths: [join(folder, 'images')] },
      labels: 'folders',
      copy: false,
    });
    await studio.ended(imported.job);
    const started = await studio.ask('runs.start', { project, seed: 1 });
    const { state, failure } = await studio.ended(started.job);
    assert.deepEqual([state, failure], ['done', null]);
    const { source, cut, test: score } = await studio.ask('runs.evaluation', { project, run: started.run });
    assert.deepEqual([source.id, cut, score.images > 0], ['efficientnet-lite0', 'pool', true]);
  });

  test('is not that of a card in another folder; where EfficientNet-Lite0 is missing the starter serves, and anywhere it is, it is used', async (t) => {
    const folder = temporaryFolder(t);
    await writeTinySource(join(folder, 'named', 'pushy'), { id: 'pushy', card: { default: true } });
    const listed = async (environment: Record<string, string>) => {
      const { sources, unusable } = await new SourceLibrary({ ...ownFolders(folder), ...environment }).list();
      return { ids: sources.map(({ id }) => id), unusable, default: sources.filter((source) => source.default).map(({ id }) => id) };
    };
    const named = join(folder, 'named');
    assert.deepEqual(await listed({ ...asShipped, GRAFT_MODELS: named }), {
      ids: ['pushy', 'efficientnet-lite0', 'starter'],
      unusable: [],
      default: ['efficientnet-lite0'],
    });
    assert.deepEqual(await listed({ GRAFT_MODELS: named }), { ids: ['pushy', 'starter'], unusable: [], default: ['starter'] });
    assert.deepEqual((await listed({ GRAFT_MODELS: named, GRAFT_SHIPPED_MODELS: join(folder, 'none') })).default, ['pushy']);
    assert.deepEqual(await listed({ GRAFT_MODELS: lite0Folder()! }), {
      ids: ['efficientnet-lite0', 'starter'],
      unusable: [],
      default: ['efficientnet-lite0'],
    });
    assert.deepEqual(await listed({ ...asShipped, GRAFT_MODELS: lite0Folder()! }), {
      ids: ['efficientnet-lite0', 'starter'],
      unusable: [],
      default: ['efficientnet-lite0'],
    });
  });
});
