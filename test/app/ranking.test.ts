import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId, ImageId } from '../../engine/contract/index.ts';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { writeTornSource } from '../support/screens/drawn-sources.ts';
import { usualTraining } from '../support/screens/drawn-training.ts';
import { askedWith, assertRests, openModelScreen } from '../support/screens/model-screens.ts';
import { button } from '../support/screens/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

test(
  'a ranking names the likely best with its probability, says a tie to be one, and has the baselines in the same list',
  { skip },
  async (t) => {
    const { page, studio, project } = await openModelScreen(t, chromium.browser, 'train?tab=source');
    await page.getByText('No ranking has been checked on this computer yet.').waitFor();
    studio.jobStepMs = 150;
    await button(page, words.whichSource.go).click();
    await page.getByRole('region', { name: words.whichSource.running.title }).getByRole('progressbar').waitFor();
    await page.getByText('The top source models are tied. Choose the smallest of them: Graft starter.').waitFor();
    await page.getByRole('img', { name: /^MobileNetV2 1.0: best with a probability of \d\d%/ }).waitFor();
    await page.getByRole('row', { name: /MobileNetV2 1.0, random start baseline \d+% \d+%–\d+%/ }).waitFor();
    await page.getByRole('row', { name: /Always the largest class baseline 33%/ }).waitFor();
    assert.equal(await page.getByRole('columnheader', { name: words.whichSource.columns.logMe }).count(), 0);
    await button(page, words.whichSource.scores).click();
    await page.getByRole('row', { name: /MobileNetV2 1.0 tied .* 0\.\d\d \d\d% / }).waitFor();
    await button(page, 'Use MobileNetV2 1.0').click();
    assert.ok(await page.getByRole('radio', { name: /MobileNetV2/ }).isChecked());
    assert.deepEqual(askedWith(studio, 'rankings.start'), [{ project: project.id, seed: 1 }]);
  },
);

test(
  'the first of a ranking are truly trained; it then says whether the ranking was right, and keeps the hit rate',
  { skip },
  async (t) => {
    const { page, studio, learner, project } = await openModelScreen(t, chromium.browser, 'train?tab=source', ({ studio: { sources } }) =>
      writeTornSource(sources),
    );
    await studio.done(await studio.ask('rankings.start', { project: project.id, seed: 1 }));
    await page.reload();
    await page
      .getByText(/^torn was left out\. The weights of the source model at .*\/torn are damaged: weights\.bin has 12 bytes/)
      .waitFor();
    for (const to of [2, 1])
      await studio.ask('labels.set', { project: project.id, images: [1] as ImageId[], class: to as ClassId, how: 'by-hand' });
    await page.reload();
    await page.getByText(words.whichSource.stale).waitFor();
    const best = (id: string) => {
      learner.training = ({ source }) => ({ ...usualTraining, validation: source.folder.endsWith(id) ? 1 : 0.7 });
    };
    best('mobilenet-v2');
    await button(page, 'Check the top 2').click();
    await page.getByText('The ranking was right: MobileNetV2 1.0 is also best after training.').waitFor();
    await page.getByText('On this computer, the ranking was right in 1 of 1 check', { exact: false }).waitFor();
    best('starter');
    await button(page, 'Check the top 2').click();
    await page.getByText('The ranking was wrong: Graft starter is better than MobileNetV2 1.0 after training.').waitFor();
    await page.getByText('On this computer, the ranking was right in 0 of 1 check', { exact: false }).waitFor();
    // Four times the page begins anew or a job ends, and each time plans, brightness and hit rates are asked for again.
    await assertRests(studio, page, 80);
  },
);

test('a ranking that fails, is stopped or refused is told in words', { skip }, async (t) => {
  const { page, studio, learner } = await openModelScreen(t, chromium.browser, 'train?tab=source');
  studio.failNext('rankings.start', { code: 'class-too-small', facts: { class: 'Salix', images: 1 } });
  await button(page, words.whichSource.go).click();
  await page.getByRole('alert').waitFor();
  learner.failNext('rank', { code: 'out-of-memory', facts: {} });
  await button(page, words.whichSource.go).click();
  await page.getByRole('status').getByRole('alert').waitFor();
  studio.jobStepMs = 60_000;
  await button(page, words.whichSource.go).click();
  await page.getByRole('region', { name: words.whichSource.running.title }).getByRole('button', { name: words.frame.jobs.stop }).click();
  await page.getByText('The ranking was stopped.', { exact: false }).waitFor();
});
