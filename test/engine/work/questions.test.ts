import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { requests, type Input, type QuestionName } from '../../../engine/contract/index.ts';
import { starterSource } from '../../../engine/domain/models/source-ids.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { finishReport } from '../../../engine/work/reports/report-summary.ts';
import { drawPicture } from '../../support/drawn-pictures.ts';
import { keptReport } from '../../support/screens/kept-report.ts';
import { ServedStudio } from '../../support/served-studio.ts';
import { helpfulSource, simulatedReport } from '../../support/models/simulated-report.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { wellEnded } from '../../support/benches/transfer-set.ts';

type Project = Input<'projects.get'>['project'];

/** Everything that the database of a project holds on disk, what is not yet in its main file included. */
function databaseOf(path: string): string {
  const hash = createHash('sha256');
  for (const name of ['project.db', 'project.db-wal']) if (existsSync(join(path, name))) hash.update(readFileSync(join(path, name)));
  return hash.digest('hex');
}

/** Two classes of drawn pictures. */
async function pictures(folder: string): Promise<string> {
  for (const [kind, name] of ['disc', 'triangle'].entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let number = 0; number < 24; number++) writeFileSync(join(folder, name, `${number}.jpg`), await drawPicture(number, kind, 160));
  }
  return folder;
}

async function projectWithReport(folder: string): Promise<string> {
  const path = join(folder, 'Reported.graft');
  const store = ProjectStore.create(path, { name: 'Reported', id: '00000000-0000-4000-8000-00000000000b' as Project, at: 1 });
  await finishReport(
    store,
    keptReport(store, simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 10, trainPerClass: 5 })),
    61,
  );
  store.close();
  return path;
}

interface World {
  readonly studio: ServedStudio;
  readonly fresh: { id: Project; path: string };
  readonly trained: { id: Project; path: string };
  readonly reported: { id: Project; path: string };
  readonly picture: string;
  readonly classified: string;
  readonly annotations: string;
  readonly upload: string;
}

async function world(t: TestContext): Promise<World> {
  const folder = temporaryFolder(t);
  const images = await pictures(join(folder, 'images'));
  const path = await projectWithReport(folder);
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  const imported = async (name: string): Promise<{ id: Project; path: string }> => {
    const { id, path: own } = await studio.ask('projects.create', { name });
    wellEnded(
      await studio.ended(
        (await studio.ask('images.import', { project: id, from: { paths: [images] }, labels: 'folders', copy: false })).job,
      ),
    );
    return { id, path: own };
  };
  const [fresh, trained] = [await imported('Fresh'), await imported('Trained')];
  for (const seed of [1, 2])
    wellEnded(await studio.ended((await studio.ask('runs.start', { project: trained.id, source: starterSource, seed })).job));
  wellEnded(await studio.ended((await studio.ask('rankings.start', { project: trained.id, sources: [starterSource] })).job));
  wellEnded(await studio.ended((await studio.ask('review.start', { project: fresh.id, source: starterSource })).job));
  const { id } = await studio.ask('projects.open', { path });
  wellEnded(
    await studio.ended(
      (await studio.ask('predictions.start', { project: trained.id, folder: join(images, 'disc'), out: join(folder, 'said.csv') })).job,
    ),
  );
  const { classified } = await studio.ask('predictions.latest', { project: trained.id });
  const annotations = join(folder, 'annotations.json');
  const coco = {
    images: [{ id: 1, file_name: 'disc/3.jpg' }],
    categories: [{ id: 1, name: 'disc' }],
    annotations: [{ image_id: 1, category_id: 1 }],
  };
  writeFileSync(annotations, JSON.stringify(coco));
  return {
    studio,
    fresh,
    trained,
    classified: classified!.id,
    reported: { id, path },
    picture: join(images, 'disc', '3.jpg'),
    annotations,
    upload: await studio.upload('labels.json', JSON.stringify(coco)),
  };
}

/** What is asked: one entry for each question of the contract, or the types do not fit. */
function askedOf(
  { fresh, trained, reported, picture, classified, annotations, upload }: World,
  job: Input<'jobs.get'>['job'],
): { readonly [N in QuestionName]: Input<N> } {
  const [project, own] = [fresh.id, trained.id];
  const image = 1 as Input<'images.get'>['image'];
  const [a, b] = [1, 2] as Input<'runs.evaluation'>['run'][];
  return {
    'projects.list': {},
    'projects.get': { project },
    'projects.cache': { project },
    'projects.backups': { path: fresh.path },
    'images.page': { project, filter: {}, offset: 0, limit: 10 },
    'images.ids': { project, filter: {} },
    'images.missing': { project },
    'images.windows': { project },
    'images.tags': { project },
    'images.facets': { project },
    'views.list': { project },
    'images.histogram': { project },
    'images.preview': { project, window: 'own' },
    'images.readings': { project },
    'images.previewReading': { project, reading: { pages: 'first', channels: null } },
    'groups.get': { project, rule: { by: 'time', minutes: 10 } },
    'groups.proposed': { project },
    'images.tree': { paths: [dirname(dirname(picture))] },
    'annotations.formats': {},
    'annotations.find': { paths: [dirname(dirname(picture))] },
    'annotations.uploaded': { upload },
    'annotations.read': { about: { project }, annotations: { file: annotations } },
    'images.get': { project, image },
    'images.refused': { project },
    'sources.list': {},
    'sources.inspect': { source: starterSource },
    'sources.offers': {},
    'runs.plan': { project, source: starterSource, method: 'head' },
    'runs.list': { project: own },
    'runs.ladder': { project: own },
    'runs.evaluation': { project: own },
    'runs.compare': { project: own, a: a!, b: b! },
    'rankings.latest': { project: own },
    'images.similar': { project, to: [image] },
    'images.map': { project },
    'images.listed': { project, images: [image] },
    'review.latest': { project },
    'review.findings': { project, kind: 'label-error', offset: 0, limit: 10 },
    'reports.plan': { project, source: starterSource, quick: true },
    'reports.list': { project: reported.id },
    'reports.get': { project: reported.id, report: 1 },
    'reports.recompute': { project: reported.id, report: 1 },
    'testSet.get': { project },
    'predictions.latest': { project: own },
    'predictions.page': { project: own, id: classified, order: 'doubt', offset: 0, limit: 10 },
    'predictions.one': { project: own, image: { path: picture } },
    'jobs.list': {},
    'jobs.get': { job },
    'machine.report': {},
    'files.browse': {},
    'settings.get': {},
  };
}

test('a question leaves the databases of all projects as they are', async (t) => {
  const here = await world(t);
  const { studio } = here;
  const { jobs } = await studio.ask('jobs.list', {});
  const paths = [here.fresh.path, here.trained.path, here.reported.path];
  const before = paths.map(databaseOf);
  for (const [name, input] of Object.entries(askedOf(here, jobs[0]!.id)) as [QuestionName, never][]) {
    await studio.ask(name, input);
    assert.deepEqual(paths.map(databaseOf), before, `${name} has written`);
  }
  assert.deepEqual(
    (await studio.ask('projects.get', { project: here.fresh.id })).classes.map(
      ({ train, validation, test: held }) => train + validation + held,
    ),
    [0, 0],
    'nothing is divided before a training',
  );

  // The planted fault: one label.
  await studio.ask('labels.set', { project: here.fresh.id, images: [1] as never, class: null });
  assert.notDeepEqual(paths.map(databaseOf), before);
});

test('every request says whether it may write', () => {
  for (const [name, { kind }] of Object.entries(requests)) assert.ok(kind === 'question' || kind === 'change', name);
});
