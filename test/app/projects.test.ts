import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Page } from 'playwright';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/screens/model-screens.ts';
import { fillMicroscope } from '../support/screens/picture-folders.ts';
import { button, hasKeyboard, openStudioPage, tabTo, typeFolder, typeInFocus } from '../support/screens/studio-page.ts';
import type { TestStudio } from '../support/test-studio.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const holdProject = join(import.meta.dirname, '../support/hold-project.ts');

/** Another program opens a project and keeps it until the test has ended. */
async function holdElsewhere(path: string, t: TestContext): Promise<void> {
  const other = spawn(process.execPath, [holdProject, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => other.stdin.end());
  await once(other.stdout, 'data');
}

function makeNewer(path: string): void {
  const database = new Database(join(path, 'project.db'));
  database.pragma('user_version = 999');
  database.close();
}

async function openPath(page: Page, path: string): Promise<void> {
  await button(page, words.projects.open).click();
  await typeFolder(page, path);
}

test('a newcomer is welcomed and makes the first project without a mouse', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { known: false });
  await page.getByRole('heading', { name: words.projects.empty.title }).waitFor();
  await tabTo(page, button(page, words.projects.create));
  await page.keyboard.press('Enter');
  await typeInFocus(page, 'Leaf diseases');
  await page.getByText(`Creates the folder ${studio.folders.projects}/Leaf diseases.graft.`).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: words.images.empty.title }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.create'), [{ name: 'Leaf diseases', folder: studio.folders.projects }]);
  assert.equal(await page.title(), 'Leaf diseases · Graft');
});

test('a project made before it is known where projects go waits for the folder', { skip }, async (t) => {
  const listed = Promise.withResolvers<void>();
  const { page, studio } = await openStudioPage(t, chromium.browser, {
    arrange: (studio) => {
      const list = studio.handlerOf('projects.list');
      studio.answerWith({
        'projects.list': async (input) => {
          await listed.promise;
          return list(input);
        },
      });
    },
  });
  await button(page, words.projects.create).click();
  await typeInFocus(page, 'Early');
  assert.ok(await button(page, words.projects.createDialog.create).isDisabled());
  await page.keyboard.press('Enter');
  listed.resolve();
  await page.getByText(`Creates the folder ${studio.folders.projects}/Early.graft.`).waitFor();
  await button(page, words.projects.createDialog.create).click();
  await page.getByRole('heading', { name: words.images.empty.title }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.create'), [{ name: 'Early', folder: studio.folders.projects }]);
});

test('the dialog for a new project closes with Escape, makes nothing and gives the keyboard back', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser);
  await button(page, words.projects.create).click();
  await typeInFocus(page, 'Half a thou');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.ok(await hasKeyboard(button(page, words.projects.create)));
  assert.deepEqual(askedWith(studio, 'projects.create'), []);
});

test('a name that is taken is said in the dialog, which keeps what was typed; another name works', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser);
  await button(page, words.projects.create).click();
  assert.ok(await button(page, words.projects.createDialog.create).isDisabled(), 'a project needs a name');
  await typeInFocus(page, 'Herbarium');
  await button(page, words.projects.createDialog.create).click();
  await page
    .getByRole('alert')
    .getByText(/Herbarium/)
    .waitFor();
  assert.equal(await page.getByLabel(words.projects.createDialog.name).inputValue(), 'Herbarium');
  await page.getByLabel(words.projects.createDialog.name).fill('Herbarium 2');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: words.images.empty.title }).waitFor();
});

test('the folder that is promised is the one that is made, also for a name that no folder can have', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { known: false });
  await button(page, words.projects.create).click();
  await typeInFocus(page, 'Moths: 2024/5?');
  const promised = `${studio.folders.projects}/Moths- 2024-5-.graft`;
  await page.getByText(`Creates the folder ${promised}.`).waitFor();
  await button(page, words.projects.createDialog.create).click();
  await page.getByRole('heading', { name: words.images.empty.title }).waitFor();
  assert.ok(existsSync(promised));
});

test('a project can be kept in a folder that is looked for and chosen', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, {
    known: false,
    arrange: (one) => {
      fillMicroscope(one.folders.start);
    },
  });
  await button(page, words.projects.create).click();
  await typeInFocus(page, 'Moths');
  await button(page, words.projects.createDialog.change).click();
  const picker = page.getByRole('dialog', { name: words.projects.folderDialog.title });
  await typeFolder(picker, `${studio.folders.start}/Nowhere`);
  await page.keyboard.press('Enter');
  await picker.getByRole('alert').getByText(`${studio.folders.start}/Nowhere`).waitFor();
  await button(picker, 'Pictures').first().click();
  await button(picker, 'Microscope').click();
  await picker.getByText('1,203 images in this folder').waitFor();
  await button(picker, words.parts.folders.up).click();
  await button(picker, 'Herbarium 2025').waitFor();
  await button(picker, words.projects.folderDialog.choose).click();
  await page.getByText(`Creates the folder ${studio.folders.start}/Pictures/Moths.graft.`).waitFor();
  await button(page, words.projects.createDialog.create).click();
  await page.getByRole('heading', { name: words.images.empty.title }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.create'), [{ name: 'Moths', folder: `${studio.folders.start}/Pictures` }]);
});

test('a folder that is typed before the folders are listed and cannot be read leaves them on show', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, {
    known: false,
    arrange: (one) => {
      fillMicroscope(one.folders.start);
    },
  });
  const browse = studio.handlerOf('files.browse');
  studio.answerWith({
    'files.browse': async (input) => {
      if (input.path === undefined) await sleep(600);
      return browse(input);
    },
  });
  await button(page, words.projects.open).click();
  const picker = page.getByRole('dialog');
  await picker.getByRole('textbox', { name: words.parts.folders.path }).fill(`${studio.folders.start}/Nowhere`);
  await page.keyboard.press('Enter');
  await picker.getByRole('alert').getByText(`${studio.folders.start}/Nowhere`).waitFor();
  await button(picker, 'Pictures').first().waitFor();
  await picker.getByRole('alert').waitFor();
});

test('a known project tells how far it is and opens by mouse and by keyboard', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser);
  const card = page.getByRole('article');
  await card.getByText('130 images · 3 classes').waitFor();
  await card.getByText('55 labelled (42%)').waitFor();
  await card.getByText('Opened 5 hours ago').waitFor();
  await button(page, 'Open Herbarium').click();
  await page.getByRole('heading', { level: 1, name: words.frame.screens.images }).waitFor();
  await page.waitForURL(new RegExp(`${project.id}/images$`));
  await page.keyboard.press('Alt+1');
  await tabTo(page, button(page, 'Open Herbarium'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.images }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.open'), [{ path: project.path }, { path: project.path }]);
});

test('a project is taken off the list by keyboard; it says that its folder stays', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser);
  await tabTo(page, button(page, 'More: Herbarium'));
  await page.keyboard.press('Enter');
  assert.ok(await hasKeyboard(page.getByRole('menuitem', { name: 'Remove Herbarium from the list' })));
  await page.keyboard.press('Escape');
  assert.ok(await hasKeyboard(button(page, 'More: Herbarium')), 'Escape closes the menu and gives the keyboard back');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText('Herbarium was removed from the list. Its folder was not changed.').waitFor();
  await page.getByRole('heading', { name: words.projects.empty.title }).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.forget'), [{ path: project.path }]);
});

test('a project that is gone or open elsewhere says so on its card before it is opened', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    arrange: async (studio) => {
      rmSync((await studio.addProject('Lost')).path, { recursive: true });
      await holdElsewhere((await studio.addProject('Busy')).path, t);
    },
  });
  const card = (name: string) => page.getByRole('article').filter({ hasText: name });
  await card('Lost').getByText(words.projects.states.missing).waitFor();
  await card('Busy').getByText(words.projects.states['open-elsewhere']).waitFor();
  assert.equal(await page.getByText('The project folder cannot be found').count(), 1, 'a project that is ready has no warning');
});

/** Each with what spoils a project just so. */
const cannotOpen: { name: string; what: string; spoil: (path: string, t: TestContext, studio: TestStudio) => unknown }[] = [
  { name: 'open elsewhere', what: 'is open in another Graft window or command.', spoil: holdElsewhere },
  {
    name: 'newer',
    what: 'This project was created by a newer version of Graft (project format 999; this version supports up to',
    spoil: (path) => makeNewer(path),
  },
  {
    name: 'damaged',
    what: "The project's database is damaged (",
    spoil: (path) => writeFileSync(join(path, 'project.db'), 'not a database '.repeat(400)),
  },
  {
    name: 'gone',
    what: 'There is no project at ',
    // Gone after it was listed: as long as it is, however often it is tried.
    spoil: (path, _, studio) => {
      const open = studio.handlerOf('projects.open');
      studio.answerWith({
        'projects.open': (input) => {
          if (input.path === path) throw new StudioError('project-not-found', { path });
          return open(input);
        },
      });
    },
  },
  { name: 'no project at all', what: 'is not a Graft project.', spoil: (path) => rmSync(join(path, 'project.db')) },
];
for (const { name, what, spoil } of cannotOpen) {
  test(
    `a folder that is ${name} cannot be opened: what happened, what is safe and what to do are said, and other projects still open`,
    { skip },
    async (t) => {
      let path = '';
      const { page } = await openStudioPage(t, chromium.browser, {
        arrange: async (studio) => {
          const spoilt = await studio.addProject(name);
          studio.forget(spoilt);
          path = spoilt.path;
          await spoil(path, t, studio);
        },
      });
      await openPath(page, path);
      await button(page, words.projects.openDialog.choose).click();
      const alert = page.getByRole('alert');
      await alert.getByText(what).waitFor();
      assert.equal(await alert.locator('p').count(), 3);
      assert.equal(await button(alert, words.restore.item).count(), 0, 'there is none');
      await button(alert, words.parts.dismiss).click();
      await alert.waitFor({ state: 'detached' });
      await button(page, 'Open Herbarium').click();
      await page.getByRole('heading', { level: 1, name: words.frame.screens.images }).waitFor();
    },
  );
}

test('the example opens; where there is no room for it, that is said in words', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser);
  studio.failNext('projects.example', { code: 'disk-full', facts: { path: '/home/ada/Graft' } });
  await button(page, words.projects.example).click();
  await page.getByRole('alert').getByText('The disk that holds /home/ada/Graft is full.').waitFor();
  await button(page, words.projects.example).click();
  await page.getByRole('heading', { level: 1, name: words.frame.screens.images }).waitFor();
});

test('a list that cannot be had is said in words and can be asked for again', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    arrange: (studio) => {
      const list = studio.handlerOf('projects.list');
      let asked = 0;
      studio.answerWith({
        'projects.list': (input) => {
          if ((asked += 1) <= 2) throw new Error('no settings');
          return list(input);
        },
      });
    },
  });
  await page
    .getByRole('alert')
    .getByText(/no settings/)
    .waitFor();
  await button(page, words.parts.tryAgain).click();
  await button(page, 'Open Herbarium').waitFor();
});

test(
  'the cache of a project is emptied by keyboard, after it was said what that frees and costs; not while work is under way',
  { skip },
  async (t) => {
    const { page, studio, project } = await openStudioPage(t, chromium.browser, {
      fill: async (filler) => {
        filler.addImages('Betula', 12, 12);
        await filler.loseFile(2);
      },
    });
    mkdirSync(join(project.path, 'features', 'source-pool'), { recursive: true });
    writeFileSync(join(project.path, 'features', 'source-pool', 'vectors.f32'), Buffer.alloc(2_500_000));
    await tabTo(page, button(page, 'More: Herbarium'));
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    assert.ok(await hasKeyboard(page.getByRole('menuitem', { name: words.cache.item })));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Empty the cache of Herbarium' });
    await dialog.getByText('Emptying the cache frees 2.5 MB.').waitFor();
    await dialog.getByText(words.cache.safe).waitFor();
    await dialog.getByText(/The copies of 1 image \(.*\) are kept, because they might not come out the same/).waitFor();
    studio.failNext('projects.emptyCache', { code: 'cache-in-use', facts: {} });
    const go = button(dialog, words.cache.item);
    await tabTo(page, go);
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('A task in this project is using the cache.').waitFor();
    await tabTo(page, go);
    await page.keyboard.press('Enter');
    await page.getByText('Cache emptied: 2.5 MB freed.').waitFor();
    assert.ok(!existsSync(join(project.path, 'features', 'source-pool')));
    assert.deepEqual(askedWith(studio, 'projects.emptyCache'), [{ project: project.id }, { project: project.id }]);
  },
);

/** Two backups of a closed project, the older one with nothing labelled; then its database is damaged. */
async function spoilWithBackups(path: string): Promise<void> {
  const store = ProjectStore.open(path);
  await store.backup(Date.UTC(2026, 4, 2));
  store.labels.set(store.images.ids({}, 'added').slice(0, 7), store.classes.list()[0]!.id, { at: 1, by: 'Ada' });
  await store.backup(Date.UTC(2026, 4, 1));
  store.close();
  writeFileSync(join(path, 'project.db'), 'not a database '.repeat(400));
}

test(
  'a project that is refused is restored by a button where that is said, by keyboard; and back again from its menu',
  { skip },
  async (t) => {
    const { page, studio, project } = await openStudioPage(t, chromium.browser, {
      arrange: async (one) => {
        await spoilWithBackups(
          (
            await one.addProject('Lichen', (filler) => {
              filler.addImages('Lichen', 12, 2);
            })
          ).path,
        );
      },
    });
    const path = project.path.replace('Herbarium', 'Lichen');
    await button(page, 'Open Lichen').click();
    const alert = page.getByRole('alert');
    await alert.getByText(/There is a verified backup: .*project-2026-05-01.* it contains the most work/).waitFor();
    await tabTo(page, button(alert, words.restore.item));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Restore a backup of Lichen' });
    await dialog.getByText('Current state: the database cannot be opened.').waitFor();
    const choices = dialog.getByRole('radio');
    assert.deepEqual([await choices.count(), await choices.first().isChecked()], [2, true]);
    await dialog.getByText('12 images, 2 labelled').waitFor();
    await tabTo(page, choices.first());
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Restored Lichen: 12 images, 7 labelled.').waitFor();
    await alert.waitFor({ state: 'detached' });
    assert.deepEqual(askedWith(studio, 'projects.restore'), [{ path, backup: 'project-2026-05-01T00-00-00-000Z.db' }]);

    const card = page.getByRole('article').filter({ hasText: 'Lichen' });
    await card.getByText('7 labelled').waitFor();
    await button(card, 'More: Lichen').click();
    await page.getByRole('menuitem', { name: words.restore.item }).click();
    await dialog.getByText('Current state: 12 images, 7 labelled.').waitFor();
    const damaged = dialog.getByRole('listitem').filter({ hasText: words.restore.damaged });
    assert.ok(await damaged.getByRole('radio').isDisabled(), 'what was damaged is kept, and is no choice');
    await dialog.getByRole('radio', { name: '2 labelled' }).check();
    studio.failNext('projects.restore', { code: 'project-busy', facts: {} });
    await button(dialog, words.restore.restore).click();
    await dialog.getByRole('alert').getByText('A task is running in this project.').waitFor();
    await button(dialog, words.restore.restore).click();
    await card.getByText('2 labelled').waitFor();
  },
);

test(
  'a database that is older than what was saved is told with what is missing, and one can go on with what is left',
  { skip },
  async (t) => {
    const { page } = await openStudioPage(t, chromium.browser, {
      arrange: async (studio) => {
        const { path } = await studio.addProject('Lichen', (filler) => {
          filler.addImages('Lichen', 12, 2);
        });
        const saved = join(path, 'saved.json');
        writeFileSync(saved, readFileSync(saved, 'utf8').replace('"images":12', '"images":15'));
      },
    });
    await button(page, 'Open Lichen').click();
    const alert = page.getByRole('alert');
    await alert.getByText(/older than the last saved state: 3 images are missing/).waitFor();
    await button(alert, words.restore.item).click();
    const dialog = page.getByRole('dialog', { name: 'Restore a backup of Lichen' });
    await dialog.getByText('This project has no backups yet.').waitFor();
    await dialog.getByRole('radio', { name: words.restore.goOn }).check();
    await button(dialog, words.restore.restore).click();
    await page.getByText('Restored Lichen: 12 images, 2 labelled.').waitFor();
    await button(page, 'Open Lichen').click();
    await page.getByRole('heading', { level: 1, name: words.frame.screens.images }).waitFor();
  },
);

test('a project that can only be read says so on every screen of it, and on no other', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    arrange: (studio) => {
      const open = studio.handlerOf('projects.open');
      studio.answerWith({ 'projects.open': async (input) => ({ ...(await open(input)), readOnly: true }) });
    },
  });
  const banner = page.getByText(words.frame.readOnly.title);
  await button(page, 'Open Herbarium').click();
  for (const [key, heading] of [
    ['2', words.frame.screens.images],
    ['6', words.frame.screens.results],
  ] as const) {
    await page.keyboard.press(`Alt+${key}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    assert.equal(await banner.count(), 1, heading);
  }
  await page.keyboard.press('Alt+1');
  await button(page, 'Open Herbarium').waitFor();
  assert.equal(await banner.count(), 0);
});
