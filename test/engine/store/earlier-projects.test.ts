import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ClassId, ImageId, RunId } from '../../../engine/domain/ids.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { earlierProject, earlierProjects } from '../../support/earlier-projects.ts';
import { temporaryFolder, who } from '../../support/project.ts';

/** What a program of form 4 knew of a project. */
function asItWas(path: string) {
  const sqlite = new Database(join(path, 'project.db'));
  const all = <Row>(sql: string): Row[] => sqlite.prepare<[], Row>(sql).all();
  const known = {
    images: all<{ id: ImageId; class: ClassId | null; split: string | null; group_name: string | null }>(
      'SELECT id, class, split, group_name FROM images ORDER BY id',
    ),
    events: all<{ id: number; image: ImageId | null; class_before: ClassId | null; class_after: ClassId | null }>(
      'SELECT id, image, class_before, class_after FROM label_events ORDER BY id',
    ),
    undoable: all<{ kind: string; images: number; detail: string }>(
      "SELECT kind, images, detail FROM actions WHERE state = 'done' ORDER BY id DESC",
    ),
    draws: all<{ at: number; seed: number }>("SELECT at, seed FROM test_set_events WHERE kind = 'draw' ORDER BY id DESC"),
    /** Runs, rankings and reports by the rule of that form. */
    stale: Object.fromEntries(
      (['runs', 'reports', 'rankings'] as const).map((table) => [
        table,
        new Set(
          all<{ id: number }>(`SELECT id FROM ${table} WHERE
      EXISTS (SELECT 1 FROM label_events e WHERE e.id > ${table}.data_version AND e.image IS NOT NULL)
      OR EXISTS (SELECT 1 FROM test_set_events d WHERE d.kind = 'draw' AND d.last_${table.slice(0, -1)} >= ${table}.id)`).map(
            ({ id }) => id,
          ),
        ),
      ]),
    ),
  };
  sqlite.close();
  return known;
}

const labelsOf = (store: ProjectStore) =>
  store.images.page({ filter: {}, order: 'added', offset: 0, limit: 1000 }).images.map(({ id, class: label }) => [id, label]);
const present = (map: ReadonlyMap<ImageId, unknown>): [ImageId, unknown][] => [...map].filter(([, held]) => held !== null);

for (const called of earlierProjects) {
  describe(`a project of an earlier version (${called})`, () => {
    test('keeps labels, splits, groups, the dataset version, what is stale and what can be undone', (t) => {
      const path = earlierProject(called, temporaryFolder(t));
      const was = asItWas(path);
      const store = ProjectStore.open(path);
      t.after(() => store.close());
      assert.deepEqual(
        labelsOf(store),
        was.images.map(({ id, class: label }) => [id, label]),
      );
      assert.equal(store.labels.dataVersion, was.events.at(-1)?.id);
      assert.deepEqual(
        present(store.annotations.holding('label')),
        was.images.filter((one) => one.class !== null).map((one) => [one.id, one.class]),
      );
      assert.deepEqual(
        present(store.annotations.holding('split')),
        was.images.filter(({ split }) => split !== null).map(({ id, split }) => [id, split]),
      );
      assert.deepEqual(
        present(store.annotations.holding('group')),
        was.images.filter((one) => one.group_name !== null).map((one) => [one.id, one.group_name]),
      );
      assert.deepEqual(store.labels.pending().undo, was.undoable[0]);
      assert.deepEqual(
        store.testSet
          .history()
          .filter(({ kind }) => kind === 'draw')
          .map(({ at, seed, undone }) => ({ at, seed, undone })),
        was.draws.map((draw) => ({ ...draw, undone: false })),
      );
      assert.deepEqual(
        store.runs
          .list()
          .filter(({ stale }) => stale)
          .map(({ run }) => run),
        [...was.stale['runs']!].toSorted((a, b) => b - a) as RunId[],
      );
      assert.deepEqual(
        store.reports
          .list()
          .filter(({ stale }) => stale)
          .map(({ report }) => report),
        [...was.stale['reports']!].toSorted((a, b) => b - a),
      );
    });

    test('says of each image what was said of it before, and what held at every version', (t) => {
      const path = earlierProject(called, temporaryFolder(t));
      const { images, events } = asItWas(path);
      const store = ProjectStore.open(path);
      t.after(() => store.close());
      for (const { id } of images) {
        const labels = store.images
          .get(id)
          .history.filter(({ kind }) => kind === 'label')
          .map((one) => one.class);
        assert.deepEqual(
          labels,
          events.filter(({ image }) => image === id).map(({ class_after: to }) => to),
        );
        assert.deepEqual(
          [null, ...labels].slice(0, -1),
          events.filter(({ image }) => image === id).map(({ class_before: from }) => from),
          'what was before is the statement before',
        );
      }
      const half = events[Math.floor(events.length / 2)]!.id;
      const then = new Map<ImageId, ClassId | null>();
      for (const { id, image, class_after: to } of events) if (id <= half && image !== null) then.set(image, to);
      assert.deepEqual(
        [...store.annotations.holding('label', half)],
        [...then].toSorted(([a], [b]) => a - b),
      );
    });

    test('is labelled, undone to its beginning and done again', (t) => {
      const path = earlierProject(called, temporaryFolder(t));
      const { undoable, images } = asItWas(path);
      const store = ProjectStore.open(path);
      t.after(() => store.close());
      const before = labelsOf(store);
      const [image] = images.filter((one) => one.class !== null) as [(typeof images)[number]];
      store.labels.set([image.id], null, who);
      assert.equal(new Map(labelsOf(store) as [ImageId, unknown][]).get(image.id), null);
      for (const _ of [...undoable, 'the new one']) store.labels.undo(who);
      assert.deepEqual(
        [labelsOf(store).filter(([, label]) => label !== null), store.classes.list(), store.labels.pending().undo],
        [[], [], null],
      );
      for (const _ of undoable) store.labels.redo(who);
      assert.deepEqual(labelsOf(store), before);
    });
  });
}
