import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { plainReadings } from '../../engine/domain/models/folder-readings.ts';
import { readingInPage } from '../../engine/export/reading-in-page.ts';
import { browserForTests, openPage, whyNoBrowser } from '../support/browser.ts';
import { meanDifference, readingFiles, seenByGraft } from '../support/reading-files.ts';
import { largestDifference, readingsOfStacks, shownBy, stackFiles, writeStacks } from '../support/stack-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const chromium = browserForTests();

/** A page of another program, served with a folder. */
async function pageOver(t: TestContext, folder: string): Promise<Page> {
  const types: Record<string, string> = { mjs: 'text/javascript', html: 'text/html', jpg: 'image/jpeg', png: 'image/png' };
  const server = createServer(({ url }, answer) => {
    const name = decodeURIComponent(url!.slice(1));
    answer.setHeader('content-type', types[name.split('.').at(-1)!] ?? 'application/octet-stream');
    answer.end(name === 'favicon.ico' ? '' : readFileSync(join(folder, name)));
  });
  t.after(() => {
    server.close();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>A page</title>');
  return (await openPage(chromium.browser, `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`)).page;
}

/** What the reader that lies beside a model makes of a file of the folder, as the lines of its README ask it; its refusal as a text. */
const readInPage = (page: Page, name: string, path = ''): Promise<{ width: number; height: number; data: number[] } | string> =>
  page.evaluate(
    async ([file, of]) => {
      const address = './pictures-in-page.mjs';
      const { readPicture } = (await import(address)) as {
        readPicture: (blob: Blob, path: string) => Promise<{ width: number; height: number; data: Float32Array }>;
      };
      return readPicture(await (await fetch(file!)).blob(), of!).then(
        ({ width, height, data }) => ({ width, height, data: [...data] }),
        (error: Error) => error.message,
      );
    },
    [name, path],
  );

test(
  'the reading in a page that comes with an export gives the pictures that the model learned from, and refuses what a browser reads otherwise',
  { skip: whyNoBrowser() },
  async (t) => {
    const folder = temporaryFolder(t),
      names = Object.keys(readingFiles),
      seen = await seenByGraft(folder, names, null);
    writeFileSync(join(folder, 'pictures-in-page.mjs'), readingInPage({ readings: plainReadings, resizes: true }));
    const page = await pageOver(t, folder);
    for (const [at, name] of names.entries()) {
      const read = await readInPage(page, name);
      if (name.includes('16')) assert.match(String(read), name.endsWith('.tif') ? /^This is a TIFF file/ : /^This PNG file has 16 bits/);
      else if (typeof read === 'string') assert.fail(`${name}: ${read}`);
      else
        assert.ok(meanDifference(seen[at]!, read) <= (name.startsWith('plain') ? 0.3 : 1), `${name}: ${meanDifference(seen[at]!, read)}`);
    }
    writeFileSync(
      join(folder, 'pictures-in-page.mjs'),
      readingInPage({ readings: plainReadings, resizes: true }).replace("context.fillStyle = 'white'", "context.fillStyle = 'black'"),
    );
    await page.reload();
    const planted = await readInPage(page, 'opaque in parts.png');
    assert.ok(
      typeof planted !== 'string' && meanDifference(seen[names.indexOf('opaque in parts.png')]!, planted) > 10,
      'transparency over black is found out',
    );
  },
);

test('the frames and channels that were chosen for folders are read in a page', { skip: whyNoBrowser() }, async (t) => {
  const folder = temporaryFolder(t),
    files = (await writeStacks(folder)).map((file) => relative(folder, file));
  const program = readingInPage({ readings: readingsOfStacks, resizes: true });
  const page = await pageOver(t, folder);
  const wrongBy = async (change: (text: string) => string): Promise<Record<string, number>> => {
    writeFileSync(join(folder, 'pictures-in-page.mjs'), change(program));
    await page.reload();
    const found: Record<string, number> = {};
    for (const [at, file] of stackFiles.entries()) {
      if (file.extension === 'tif') continue;
      const read = await readInPage(page, files[at]!, `pictures/${files[at]!}`);
      if (typeof read === 'string') assert.fail(`${file.says}: ${read}`);
      const difference = largestDifference(shownBy(file), read);
      if (difference > 1) found[`${file.extension}: ${file.says}`] = difference;
    }
    return found;
  };
  assert.deepEqual(await wrongBy((text) => text), {});
  const nextFrame = await wrongBy((text) => text.replace('read(pages - 1)', 'read(pages % count)'));
  assert.ok(nextFrame['webp: an animation, frame 4']! > 50, 'the next frame is found out');
  const asTheFileSays = await wrongBy((text) => text.replace('Math.max(...chosen.channels) > held ? null', 'true ? null'));
  assert.ok(asTheFileSays['png: channel 2']! > 50, 'channels passed over are found out');
});

test('a page refuses an animation of which its browser gives the first frame only', { skip: whyNoBrowser() }, async (t) => {
  const folder = temporaryFolder(t),
    files = (await writeStacks(folder)).map((file) => relative(folder, file));
  const middle = { pages: 'middle', channels: null } as const;
  writeFileSync(join(folder, 'pictures-in-page.mjs'), readingInPage({ readings: { reading: middle, folders: [] }, resizes: true }));
  const page = await pageOver(t, folder);
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'ImageDecoder'));
  for (const [at, { extension }] of stackFiles.entries()) {
    const read = await readInPage(page, files[at]!);
    if (extension === 'gif' || extension === 'webp') assert.match(String(read), /^This file may hold several frames/);
    if (extension === 'png') assert.ok(typeof read !== 'string', 'a file of one picture is read');
  }
});
