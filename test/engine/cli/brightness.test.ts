import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tiffFile } from '../../support/pictures.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';

describe('the brightness of images beyond 8 bits by the command', () => {
  let graft: GraftCommand;
  before(async () => {
    graft = new GraftCommand(mkdtempSync(join(tmpdir(), 'graft-brightness-')));
    mkdirSync(graft.path('scans'));
    for (const most of [900, 3000]) {
      writeFileSync(
        graft.path('scans', `${most}.tif`),
        tiffFile({ width: 40, height: 30, channels: 1, bits: 16, kind: 'unsigned', value: (at) => 100 + ((at % 97) / 96) * (most - 100) }),
      );
    }
    await graft.document('new', 'deep');
    await graft.document('import', 'deep', 'scans', '--labels', 'none');
  });
  after(() => rmSync(graft.folder, { recursive: true, force: true }));

  test('is what the import chose, another choice, and one that a negative value begins', async () => {
    const shared = { low: 100, high: 3000 };
    const given = async (...words: string[]): Promise<unknown> =>
      ((await graft.document('brightness', 'deep', ...words)) as { chosen: unknown }).chosen;
    assert.deepEqual(await graft.document('brightness', 'deep'), {
      images: 2,
      chosen: [{ window: shared, images: 2 }],
      shared,
      differ: false,
      folders: [],
      tellsClasses: false,
      windowsTellClasses: false,
      histogram: null,
    });
    assert.deepEqual(await given('own'), [{ window: null, images: 2 }]);
    assert.deepEqual(await given('0', '65535'), [{ window: { low: 0, high: 65535 }, images: 2 }]);
    assert.deepEqual(await given('shared'), [{ window: shared, images: 2 }]);
    assert.match(
      (await graft.call('brightness', 'deep', '--', '-1000', '400')).stdout,
      /^2 images changed\n2 images: black at -1,000, white at 400\n$/,
    );
  });

  test('is shown with the histogram of the samples', async () => {
    const { histogram } = (await graft.document('brightness', 'deep', '--histogram')) as {
      histogram: { images: number; low: number; high: number; bins: number[] };
    };
    assert.deepEqual([histogram.images, histogram.low, histogram.high], [2, 100, 3000]);
    assert.ok(Math.abs(histogram.bins.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    assert.match(
      (await graft.call('brightness', 'deep', '0', '500', '--histogram')).stdout,
      /\nSamples of 2 images\nHistogram from 100 to 3,000\nWith this window, 0% of the samples become black and 6\d% white\.\n$/,
    );
    await graft.document('brightness', 'deep', 'shared');
  });

  test('is set for a folder by its name, and listed', async () => {
    mkdirSync(graft.path('scans', 'other'));
    writeFileSync(
      graft.path('scans', 'other', '500.tif'),
      tiffFile({ width: 40, height: 30, channels: 1, bits: 16, kind: 'unsigned', value: (at) => (at * 7) % 500 }),
    );
    await graft.document('import', 'deep', 'scans', '--labels', 'none');
    assert.match(
      (await graft.call('brightness', 'deep', '0', '600', '--folder', 'other')).stdout,
      /^1 image changed\n2 images: .*\n1 image: black at 0, white at 600\nFolder other: black at 0, white at 600\n$/,
    );
    const { differ, folders } = (await graft.document('brightness', 'deep')) as {
      differ: boolean;
      folders: { name: string; isSet: boolean }[];
    };
    assert.deepEqual([differ, folders.map(({ name, isSet }) => [name, isSet])], [false, [['other', true]]]);
    assert.match((await graft.failure('brightness', 'deep', 'own', '--folder', 'none')).message, /no folder "none" with images/);
    await graft.document('brightness', 'deep', 'shared');
  });

  test('is refused where it is no window, or where no image has more than 8 bits', async () => {
    for (const words of [['bright'], ['400', '400'], ['400'], ['1', '2', '3'], ['own', 'shared'], ['', '5']]) {
      const { code, message } = await graft.failure('brightness', 'deep', ...words);
      assert.equal(code, 'input-invalid');
      assert.match(message, /invalid brightness window/);
    }
    await graft.document('new', 'empty');
    assert.match((await graft.call('brightness', 'empty')).stdout, /^No image has more than 8 bits/);
    assert.equal((await graft.failure('brightness', 'empty', 'shared')).code, 'no-deep-images');
  });
});
