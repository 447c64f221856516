import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Input, Output, ProjectId } from '../../../../engine/contract/index.ts';
import { starterSource } from '../../../../engine/domain/models/source-ids.ts';
import { plantedPerClass as perClass, plantedPictures } from '../../../support/planted-pictures.ts';
import { ServedStudio } from '../../../support/served-studio.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { wellEnded } from '../../../support/benches/transfer-set.ts';

const source = starterSource;
const sourceTitle = 'Starter, 96 px, drawn pictures';

async function begun(t: TestContext) {
  const folder = temporaryFolder(t);
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  const { id: project } = await studio.ask('projects.create', { name: 'Drawn' });
  const from = { paths: [await plantedPictures(join(folder, 'images'))] };
  wellEnded(await studio.ended((await studio.ask('images.import', { project, from, labels: 'folders', copy: false })).job));
  return { studio, project, named: (text: string) => imageNamed(studio, project, text) };
}
async function imageNamed(studio: ServedStudio, project: ProjectId, text: string): Promise<Output<'images.page'>['images'][number]> {
  return (await studio.ask('images.page', { project, filter: { text }, offset: 0, limit: 1 })).images[0]!;
}

test('similar images are found once their features are computed: those asked about first, a copy among the next', async (t) => {
  const { studio, project, named } = await begun(t);
  const all = 2 * perClass + 3;
  const triangle = await named('triangle-3.jpg');
  const similar = (more: Partial<Input<'images.similar'>> = {}) =>
    studio.ask('images.similar', { project, to: [triangle.id], source, ...more });
  assert.deepEqual(await similar(), { source, sourceTitle, missing: all, images: [] });

  const { result } = await studio.ended((await studio.ask('features.start', { project, source })).job);
  assert.deepEqual(result, { kind: 'features', report: { images: all, source, sourceTitle } });
  const again = await studio.ended((await studio.ask('features.start', { project, source })).job);
  assert.equal(again.result?.kind === 'features' && again.result.report.images, 0, 'nothing is computed twice');

  const { images, missing } = await similar();
  assert.deepEqual([images.length, missing], [all, 0]);
  assert.equal(images[0]!.image, triangle.id);
  const copy = (await named('copy-of-3.jpg')).id;
  assert.ok(images.slice(1, 5).some(({ image }) => image === copy));
  assert.ok(Math.abs(images[0]!.similarity - 1) < 1e-5 && images[1]!.similarity > 0.9);
  assert.ok(images.every(({ similarity }, at) => at === 0 || similarity <= images[at - 1]!.similarity));

  const { classes } = await studio.ask('projects.get', { project });
  const discs = await similar({ filter: { class: classes.find(({ name }) => name === 'disc')!.id }, most: 5 });
  assert.equal(discs.images.length, 5);
  assert.ok(
    discs.images.every(({ image }) => image !== triangle.id),
    'only what fits the filter',
  );

  const listed = await studio.ask('images.listed', { project, images: images.slice(0, 3).map(({ image }) => image) });
  assert.deepEqual(
    listed.images.map(({ id }) => id),
    images.slice(0, 3).map(({ image }) => image),
  );

  // Several come first, and are most like their mean.
  const to = [(await named('disc-1.jpg')).id, (await named('triangle-1.jpg')).id];
  const both = (await similar({ to })).images;
  assert.deepEqual(new Set(both.slice(0, 2).map(({ image }) => image)), new Set(to));
  assert.ok(Math.abs(both[0]!.similarity - both[1]!.similarity) < 1e-5 && both[0]!.similarity < 1);
  const gone = 99_999 as (typeof to)[number];
  await assert.rejects(studio.ask('images.similar', { project, to: [gone], source }), { code: 'image-not-found' });

  // A map is drawn from the same features, and images imported later are not on it.
  const before = await studio.ask('images.map', { project, source });
  assert.deepEqual([before.missing, before.points.images], [all, []]);
  await studio.ask('images.group', { project, images: to, group: 'pair' });
  wellEnded(await studio.ended((await studio.ask('map.start', { project, source })).job));
  const { points, missing: left } = await studio.ask('images.map', { project, source });
  assert.equal(left, 0);
  assert.deepEqual(
    Object.values(points).map(({ length }) => length),
    new Array(7).fill(all),
  );
  assert.deepEqual(
    points.images.filter((_, at) => points.groups[at] === 'pair'),
    to.toSorted((a, b) => a - b),
  );
  const distance = (one: number, other: number): number => {
    const [a, b] = [points.images.indexOf(one as typeof triangle.id), points.images.indexOf(other as typeof triangle.id)];
    return Math.hypot(points.x[a]! - points.x[b]!, points.y[a]! - points.y[b]!);
  };
  assert.ok(distance(triangle.id, copy) < distance(triangle.id, images.at(-1)!.image), 'a copy is nearer than what is most unlike');

  const { id: small } = await studio.ask('projects.create', { name: 'Small' });
  await assert.rejects(studio.ask('map.start', { project: small, source }), { code: 'too-few-to-map' });
});
