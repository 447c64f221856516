/**
 * `npm run pictures`: the screenshots of the README, of the real screens over the real engine, with the images that the example
 * project draws. Writes docs/pictures/<name>.png at 1280 x 800 pixels.
 */
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { launchBrowser, openPage } from '../support/browser.ts';
import { settled } from '../support/screens/settled.ts';
import { ServedStudio } from '../support/served-studio.ts';
import { words } from '../../engine/words/words.ts';

const out = join(import.meta.dirname, '../../docs/pictures');
const longMs = 300_000;
mkdirSync(out, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'graft-pictures-'));
const studio = await ServedStudio.start(folder, { words: ['--example'], enter: false });
const browser = await launchBrowser();
try {
  const { page } = await openPage(browser, studio.address);
  page.setDefaultTimeout(longMs);
  await take(page);
} finally {
  await browser.close();
  await studio.end();
  await rm(folder, { recursive: true, force: true });
}

async function take(page: Page): Promise<void> {
  await page.getByRole('gridcell').first().waitFor();
  // What is known of an image names folders and users of the machine that takes the pictures.
  await page.getByRole('button', { name: words.images.details.show }).click();
  await page.getByRole('gridcell').nth(3).click();
  await keep(page, 'images');
  await goTo(page, words.frame.screens.label);
  await page.getByRole('gridcell').first().waitFor();
  await page.getByRole('gridcell').nth(1).click();
  await page
    .getByRole('gridcell')
    .nth(4)
    .click({ modifiers: ['Shift'] });
  await keep(page, 'label');
  await goTo(page, words.frame.screens.train);
  await page.locator('button.start').click();
  await page.getByRole('button', { name: words.train.outcome.results }).waitFor();
  await keep(page, 'train');
  await page.getByRole('button', { name: words.train.outcome.results }).click();
  await page.getByRole('heading', { name: words.results.meaning.title }).waitFor();
  await keep(page, 'results');
  await goTo(page, words.frame.screens.compare);
  await page.getByRole('button', { name: words.compareScreen.transfer.start.go }).click();
  await page.getByText(words.report.benefitMeaning.start).waitFor();
  await keep(page, 'compare');
  await goTo(page, words.frame.screens.use);
  await page.getByRole('tab', { name: words.use.tabs.export }).click();
  await page.getByRole('button', { name: words.use.tabs.export, exact: true }).click();
  await page.getByText(words.use.export.done).waitFor();
  await keep(page, 'use');
}

function goTo(page: Page, screen: string): Promise<void> {
  return page.getByRole('navigation').getByText(screen, { exact: true }).click();
}

async function keep(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: join(out, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}
