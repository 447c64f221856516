import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright';
import { words } from '../../../engine/words/words.ts';
import { openOver } from './open-over.ts';
import type { ProjectFiller, TestProject } from './test-project.ts';
import { TestStudio, type Fill } from '../test-studio.ts';

export interface StudioPage {
  page: Page;
  studio: TestStudio;
  project: TestProject;
  address: string;
}
interface Wish extends BrowserContextOptions {
  /** Screen with an optional query, as in the address: `label?show=unlabelled`. Default: Projects. */
  at?: string;
  fill?: Fill;
  arrange?: (studio: TestStudio, project: TestProject) => unknown;
  /** If false, the studio knows no project at all. */
  known?: boolean;
}

/** 130 images in three classes, 56 of them labelled; one in conflict, one with a missing file; two refused files. */
export async function herbarium(project: ProjectFiller): Promise<void> {
  project.addImages('Betula', 60, 40);
  project.addImages('Quercus', 40, 10);
  project.addImages('Salix', 30, 6);
  project.addConflict(3, 'Betula', 'Quercus');
  await project.loseFile(5);
  project.refuse(
    { file: 'Quercus/notes.png', code: 'not-an-image', facts: {} },
    { file: 'Betula/scan-17.jpg', code: 'cut-short', facts: { format: 'jpeg' } },
  );
}

/** This many unlabelled images, and two classes. */
export function unlabelled(images: number): (project: ProjectFiller) => void {
  return (project) => {
    project.addImages('Betula', 1, 1);
    project.addImages('Quercus', 1, 1);
    project.addImages('Field', images, 0);
  };
}

/** Opens a screen of a studio with one project. When the test ends, asserts that the page has logged no error and shown no broken text. */
export async function openStudioPage(t: TestContext, browser: Browser, wish: Wish = {}): Promise<StudioPage> {
  const { at, fill = herbarium, arrange = () => {}, known = true, ...options } = wish;
  const studio = new TestStudio();
  const project = await studio.addProject('Herbarium', fill);
  if (!known) studio.forget(project);
  if (at) studio.open(project);
  await arrange(studio, project);
  await studio.start();
  const place = at ? `#/${project.id}/${at}` : '';
  const page = await openOver(t, browser, studio, place, options);
  return { page, studio, project, address: `${studio.origin}${place}` };
}

export const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

/** Types where the keyboard focus is, as somebody does who has not touched the mouse, once that is a field. */
export async function typeInFocus(page: Page, text: string): Promise<void> {
  await page.locator('input:focus, textarea:focus').waitFor();
  await page.keyboard.type(text);
}

/**
 * Types the path of a folder in a folder picker. The folder to begin with writes itself into the empty field when it arrives: between the
 * two steps of filling the field, both texts would stand in it.
 */
export async function typeFolder(picker: Page | Locator, path: string): Promise<void> {
  await picker.getByRole('list', { name: words.parts.folders.inside }).getByRole('button').first().waitFor();
  await picker.getByRole('textbox', { name: words.parts.folders.path }).fill(path);
}

/** The tile at an index of the grid. */
export const tileAt = (page: Page, place: number): Locator => page.locator(`[role=gridcell][data-index="${place}"]`);

/** The accessible name of a tile: file name, label, and further facts. */
export const saidOf = async (page: Page, place: number): Promise<string> => (await tileAt(page, place).getAttribute('aria-label')) ?? '';

/** Waits until a tile has this label. */
export const labelled = (page: Page, place: number, label: string): Promise<void> =>
  page.locator(`[role=gridcell][data-index="${place}"][aria-label*=", ${label}"]`).waitFor();

/** Indices of the selected tiles among those rendered. */
export const selectedPlaces = (page: Page): Promise<number[]> =>
  page
    .locator('[role=gridcell][aria-selected=true]')
    .evaluateAll((tiles) => tiles.map((tile) => Number((tile as HTMLElement).dataset.index)).sort((a, b) => a - b));

/** Waits until this tile has the focus: a jump scrolls first, and the tiles are placed with the next frame. */
export async function focusComesTo(page: Page, place: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const id = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant');
    return id !== null && id !== undefined && document.getElementById(id)?.dataset.index === String(wanted);
  }, place);
}

/** Whether the keyboard focus is inside this element. */
export const hasKeyboard = (element: Locator): Promise<boolean> => element.evaluate((one) => one.contains(document.activeElement));

/** Presses Tab until this element has the focus, as a keyboard user would. */
export async function tabTo(page: Page, element: Locator, most = 40): Promise<void> {
  for (let pressed = 0; pressed < most; pressed += 1) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('the Tab key does not come there');
}

/** Draws a selection rectangle from one tile to another, starting and ending inside them. */
export async function drawFrame(page: Page, from: number, to: number): Promise<void> {
  const [first, last] = [await tileAt(page, from).boundingBox(), await tileAt(page, to).boundingBox()];
  assert.ok(first && last);
  await page.mouse.move(first.x + 12, first.y + 12);
  await page.mouse.down();
  await page.mouse.move(first.x + 40, first.y + 30, { steps: 3 });
  await page.mouse.move(last.x + last.width - 12, last.y + last.height - 40, { steps: 5 });
  await page.mouse.up();
}

/** Drops local files and folders on the page, as from a file manager. */
export async function dropPaths(page: Page, files: string[], at = { x: 640, y: 400 }): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await client.send('Input.dispatchDragEvent', { type, ...at, data });
  await client.detach();
}
