import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { readingInPage } from '../../engine/export/reading-in-javascript.ts';
import { browserForTests, openPage, whyNoBrowser } from '../support/browser.ts';
import { meanDifference, readingFiles, seenByGraft } from '../support/reading-files.ts';
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
const readInPage = (page: Page, name: string): Promise<{ width: number; height: number; data: number[] } | string> =>
  page.evaluate(async (file) => {
    const address = './pictures-in-page.mjs';
    const { readPicture } = (await import(address)) as {
      readPicture: (blob: Blob) => Promise<{ width: number; height: number; data: Float32Array }>;
    };
    return readPicture(await (await fetch(file)).blob()).then(
      ({ width, height, data }) => ({ width, height, data: [...data] }),
      (error: Error) => error.message,
    );
  }, name);

test(
  'the reading in a page that comes with an export gives the pictures that the model learned from, and refuses what a browser reads otherwise',
  { skip: whyNoBrowser() },
  async (t) => {
    const folder = temporaryFolder(t),
      names = Object.keys(readingFiles),
      seen = await seenByGraft(folder, names, null);
    writeFileSync(join(folder, 'pictures-in-page.mjs'), readingInPage({ resizes: true }));
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
      readingInPage({ resizes: true }).replace("context.fillStyle = 'white'", "context.fillStyle = 'black'"),
    );
    await page.reload();
    const planted = await readInPage(page, 'opaque in parts.png');
    assert.ok(
      typeof planted !== 'string' && meanDifference(seen[names.indexOf('opaque in parts.png')]!, planted) > 10,
      'transparency over black is found out',
    );
  },
);
