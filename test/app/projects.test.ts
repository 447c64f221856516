import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/model-screens.ts';
import { button, hasKeyboard, openStudioPage, tabTo } from '../support/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

async function openPath(page: Page, path: string): Promise<void> {
  await button(page, 'Open a folder').click();
  await page.getByRole('textbox', { name: 'Folder' }).fill(path);
}

test('a newcomer is welcomed and makes the first project without a mouse', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { known: false });
  await page.getByRole('heading', { name: 'Turn a folder of images into a tested model' }).waitFor();
  await tabTo(page, button(page, 'New project'));
  await page.keyboard.press('Enter');
  await page.keyboard.type('Leaf diseases');
  await page.getByText('Makes the folder /home/ada/Graft/Leaf diseases.graft.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Bring in your images' }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.create'), [{ name: 'Leaf diseases', folder: '/home/ada/Graft' }]);
  assert.equal(await page.title(), 'Leaf diseases · Graft');
});

test('the dialog for a new project closes with Escape, makes nothing and gives the keyboard back', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser);
  await button(page, 'New project').click();
  await page.keyboard.type('Half a thou');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok(await hasKeyboard(button(page, 'New project')));
  assert.deepEqual(askedWith(studio, 'projects.create'), []);
});

test('a name that is taken is said in the dialog, which keeps what was typed; another name works', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser);
  await button(page, 'New project').click();
  assert.ok(await button(page, 'Make project').isDisabled(), 'a project needs a name');
  await page.keyboard.type('Herbarium');
  await button(page, 'Make project').click();
  await page.getByRole('alert').getByText(/Herbarium/).waitFor();
  assert.equal(await page.getByLabel('Name').inputValue(), 'Herbarium');
  await page.getByLabel('Name').fill('Herbarium 2');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Bring in your images' }).waitFor();
});

test('a project can be kept in a folder that is looked for and chosen', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { known: false });
  await button(page, 'New project').click();
  await page.keyboard.type('Moths');
  await button(page, 'Change').click();
  const picker = page.getByRole('dialog', { name: 'Where to keep the project' });
  await picker.getByRole('textbox', { name: 'Folder' }).fill('/home/ada/Nowhere');
  await page.keyboard.press('Enter');
  await picker.getByRole('alert').getByText('/home/ada/Nowhere').waitFor();
  await button(picker, 'Pictures').first().click();
  await button(picker, 'Microscope').click();
  await picker.getByText('1,203 images directly in it').waitFor();
  await button(picker, 'The folder above').click();
  await button(picker, 'Herbarium 2025').waitFor();
  await button(picker, 'Keep it here').click();
  await page.getByText('Makes the folder /home/ada/Pictures/Moths.graft.').waitFor();
  await button(page, 'Make project').click();
  await page.getByRole('heading', { name: 'Bring in your images' }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.create'), [{ name: 'Moths', folder: '/home/ada/Pictures' }]);
});

test('a known project tells how far it is and opens by mouse and by keyboard', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser);
  const card = page.getByRole('article');
  await card.getByText('130 images · 3 classes').waitFor();
  await card.getByText('55 labelled (42\u00a0%)').waitFor();
  await card.getByText('Opened 5 hours ago').waitFor();
  await button(page, 'Open Herbarium').click();
  await page.getByRole('heading', { level: 1, name: 'Images' }).waitFor();
  assert.match(page.url(), new RegExp(`${project.id}/images$`));
  await page.keyboard.press('Alt+1');
  await tabTo(page, button(page, 'Open Herbarium'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Images' }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.open'), [{ path: project.path }, { path: project.path }]);
});

test('a project is taken off the list by keyboard; it says that its folder stays', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser);
  await tabTo(page, button(page, 'More: Herbarium'));
  await page.keyboard.press('Enter');
  assert.ok(await hasKeyboard(page.getByRole('menuitem', { name: 'Take Herbarium off the list' })));
  await page.keyboard.press('Escape');
  assert.ok(await hasKeyboard(button(page, 'More: Herbarium')), 'Escape closes the menu and gives the keyboard back');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText('Herbarium was taken off the list. Its folder stays as it is.').waitFor();
  await page.getByRole('heading', { name: 'Turn a folder of images into a tested model' }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.forget'), [{ path: project.path }]);
});

test('a project that is gone or open elsewhere says so on its card before it is opened', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    arrange: (studio) => {
      studio.addProject('Lost');
      studio.addProject('Busy');
      studio.entries = studio.entries.map((entry) => ({ ...entry, state: entry.name === 'Lost' ? 'missing' : entry.name === 'Busy' ? 'open-elsewhere' : 'ready' }));
    },
  });
  const card = (name: string) => page.getByRole('article').filter({ hasText: name });
  await card('Lost').getByText('The folder is not where it was. Connect its drive, open it from its new place, or take it off the list.').waitFor();
  await card('Busy').getByText('Open in another Graft window or command.').waitFor();
  assert.equal(await page.getByText('The folder is not where it was').count(), 1, 'a project that is ready has no warning');
});

const cannotOpen = [
  { path: '/data/elsewhere.graft', what: 'is open in another Graft window or command.' },
  { path: '/data/newer.graft', what: 'This project was made by a newer Graft (project format 9, this program knows up to 1).' },
  { path: '/data/damaged.graft', what: "The project's database is damaged." },
  { path: '/data/gone.graft', what: 'There is no project at /data/gone.graft.' },
  { path: '/data/holiday', what: 'is not a Graft project.' },
];
for (const { path, what } of cannotOpen) {
  test(`${path} cannot be opened: what happened, what is safe and what to do are said, and other projects still open`, { skip }, async (t) => {
    const { page } = await openStudioPage(t, chromium.browser, {
      arrange: (studio) => { studio.answerWith({ 'files.browse': ({ path: asked = '/data' }) => ({ path: asked, parent: null, images: 0, folders: [], places: [] }) }); },
    });
    await openPath(page, path);
    await button(page, 'Open this folder').click();
    const alert = page.getByRole('alert');
    await alert.getByText(what).waitFor();
    assert.equal(await alert.locator('p').count(), 3);
    await button(alert, 'Dismiss').click();
    await alert.waitFor({ state: 'detached' });
    await button(page, 'Open Herbarium').click();
    await page.getByRole('heading', { level: 1, name: 'Images' }).waitFor();
  });
}

test('the example opens; where there is no room for it, that is said in words', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser);
  studio.failNext('projects.example', { code: 'disk-full', facts: { path: '/home/ada/Graft' } });
  await button(page, 'Open the example').click();
  await page.getByRole('alert').getByText('The disk that holds /home/ada/Graft is full.').waitFor();
  await button(page, 'Open the example').click();
  await page.getByRole('heading', { level: 1, name: 'Images' }).waitFor();
});

test('a list that cannot be had is said in words and can be asked for again', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    arrange: (studio) => {
      const list = studio.handlerOf('projects.list');
      let asked = 0;
      studio.answerWith({ 'projects.list': (input) => { if ((asked += 1) <= 2) throw new Error('no settings'); return list(input); } });
    },
  });
  await page.getByRole('alert').getByText(/no settings/).waitFor();
  await button(page, 'Try again').click();
  await button(page, 'Open Herbarium').waitFor();
});
