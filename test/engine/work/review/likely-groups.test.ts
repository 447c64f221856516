import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { starterSource } from '../../../../engine/domain/models/source-ids.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { partOfPicture } from '../../../support/part-of-picture.ts';
import { asJpeg, drawScene } from '../../../support/pictures.ts';
import { ServedStudio } from '../../../support/served-studio.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { wellEnded } from '../../../support/benches/transfer-set.ts';

const [leaves, views] = [16, 4];

/** Leaves, each seen several times in parts of its frame. The batch in the names means nothing. */
async function drawnLeaves(folder: string): Promise<string> {
  mkdirSync(folder);
  const random = seededRandom(1);
  for (let leaf = 0; leaf < leaves; leaf++)
    for (let view = 0; view < views; view++) {
      const part = { left: 0.25 * random(), top: 0.25 * random(), share: 0.75, brighter: 0.9 + 0.2 * random() };
      const name = `leaf${leaf}_batch${(leaf + 3 * view + ((leaf * view) % 5)) % 6}_${view}.jpg`;
      writeFileSync(join(folder, name), await asJpeg(partOfPicture(drawScene(leaf + 1, 160, 160), part)));
    }
  return folder;
}

test('groups are proposed without a label or a review once images have been compared, and a review proposes them too', async (t) => {
  const folder = temporaryFolder(t);
  const images = await drawnLeaves(join(folder, 'images'));
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  const { id: project } = await studio.ask('projects.create', { name: 'Leaves' });
  const done = async (started: Promise<{ job: Parameters<ServedStudio['ended']>[0] }>) =>
    wellEnded(await studio.ended((await started).job));
  await done(studio.ask('images.import', { project, from: { paths: [images] }, labels: 'none', copy: false }));

  const before = await studio.ask('groups.proposed', { project });
  assert.deepEqual([before.missing, before.groupings], [leaves * views, []]);
  assert.ok(before.tried >= 2, 'leaves and batches');

  await done(studio.ask('features.start', { project, source: starterSource }));
  const { source, missing, groupings } = await studio.ask('groups.proposed', { project });
  assert.deepEqual([source, missing], [starterSource, 0]);
  const byLeaf = { by: 'name', marks: [{ field: 0, piece: 1 }] };
  assert.deepEqual(
    groupings.map(({ rule, groups, mayBeClasses }) => ({ rule, groups, mayBeClasses })),
    [{ rule: byLeaf, groups: leaves, mayBeClasses: true }],
  );
  const [{ likeness }] = groupings as [(typeof groupings)[number]];
  assert.ok(likeness.share > 0.5 && likeness.chance < 0.2 && likeness.p < 0.01, JSON.stringify(likeness));

  await done(studio.ask('review.start', { project, source: starterSource }));
  const review = (await studio.ask('review.latest', { project })).review!;
  assert.deepEqual(
    review.groupings.map(({ rule, effect, likeness: alike }) => ({ rule, effect, holds: alike?.holds })),
    [{ rule: byLeaf, effect: null, holds: true }],
  );

  await studio.ask('groups.set', { project, rule: { by: 'name', marks: [{ field: 1, piece: 1 }] } });
  await done(studio.ask('review.start', { project, source: starterSource }));
  const again = (await studio.ask('review.latest', { project })).review!;
  assert.deepEqual(
    again.groupings.map(({ rule, likeness: alike }) => [rule.by, alike?.holds]),
    [
      ['current', false],
      ['name', true],
    ],
    'current groups are judged as well',
  );
});

test('of a project labelled by what could be the classes, those groups are not proposed', async (t) => {
  const folder = temporaryFolder(t);
  const images = await drawnLeaves(join(folder, 'images'));
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  const { id: project } = await studio.ask('projects.create', { name: 'Leaves' });
  wellEnded(
    await studio.ended((await studio.ask('images.import', { project, from: { paths: [images] }, labels: 'none', copy: false })).job),
  );
  wellEnded(await studio.ended((await studio.ask('features.start', { project, source: starterSource })).job));
  const all = (await studio.ask('images.page', { project, filter: {}, offset: 0, limit: 1000 })).images;
  // Two labels of each of four leaves are enough to see it.
  for (let leaf = 0; leaf < 4; leaf++) {
    const { class: label } = await studio.ask('classes.add', { project, name: `Leaf ${leaf}` });
    const two = all.filter(({ name }) => name.startsWith(`leaf${leaf}_`)).slice(0, 2);
    await studio.ask('labels.set', { project, images: two.map(({ id }) => id), class: label.id });
  }
  assert.deepEqual((await studio.ask('groups.proposed', { project })).groupings, []);
});
