import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ImageId } from '../../../engine/domain/ids.ts';
import { ActionLog } from '../../../engine/store/action-log.ts';
import { AnnotationLog } from '../../../engine/store/annotations.ts';
import { ClassTable } from '../../../engine/store/classes.ts';
import { Connection } from '../../../engine/store/connection.ts';
import { ImageTable } from '../../../engine/store/images.ts';
import { LabelLog } from '../../../engine/store/labels.ts';
import { migrations } from '../../../engine/store/migrations/all.ts';
import { ReadingTable } from '../../../engine/store/picture-readings.ts';
import { WindowTable } from '../../../engine/store/picture-windows.ts';
import { record, who } from '../../support/project.ts';

/** Tables that grow with the project, and the names they go by in queries. The few windows, removed images, and images of files with pages or channels to choose have indexes of their own. */
const growing =
  /\bSCAN (?:images|annotations|actions|image_files|run_predictions|i|e|a|f|p|said(?! VIRTUAL))\b(?! USING INDEX (?:annotations_of_windows|images_removed|images_with_more))/;

/** The tables of an empty project in memory, and how SQLite plans each statement that they have run. */
function planned(): {
  images: ImageTable;
  labels: LabelLog;
  classes: ClassTable;
  windows: WindowTable;
  readings: ReadingTable;
  plans: () => string[];
} {
  const sqlite = new Database(':memory:');
  for (const { sql } of migrations) sqlite.exec(sql);
  const asked = new Set<string>();
  const recording = new Proxy(sqlite, {
    get(target, name) {
      if (name === 'prepare')
        return (sql: string) => {
          asked.add(sql);
          return target.prepare(sql);
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  const connection = new Connection(recording, '/p');
  const annotations = new AnnotationLog(connection);
  const log = new ActionLog(connection, annotations);
  const classes = new ClassTable(connection, log);
  const plan = (sql: string): string => {
    const rows = sqlite.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.replaceAll(/\?\d*/g, '1')}`).all();
    return `${rows.map(({ detail }) => detail).join('; ')} in ${sql}`;
  };
  return {
    classes,
    images: new ImageTable({ connection, log, classes, annotations, folder: '/p' }),
    labels: new LabelLog({ connection, annotations, log, classes }),
    windows: new WindowTable({ connection, annotations, log, folder: '/' }),
    readings: new ReadingTable({ connection, log, folder: '/' }),
    // Adding an image includes a search for rows that refer to it before it is there, which SQLite leaves out as long as there are none.
    plans: () => [...asked].filter((sql) => !sql.startsWith('INSERT INTO images ')).map(plan),
  };
}

describe('what is done often takes no longer in a larger project', () => {
  test('labels, undo, counts, one image, and each file of an import are read through indexes', () => {
    const { images, labels, classes, windows, readings, plans } = planned();
    images.addBatch([record('/p/cat/1.jpg', { className: 'cat' }), record('/p/dog/1.jpg', { className: 'dog', content: '/p/cat/1.jpg' })], {
      ...who,
      import: 'first',
    });
    labels.set([1 as ImageId], classes.list()[0]!.id, who);
    images.addBatch([record('/p/owl/1.jpg', { className: 'owl', content: '/p/cat/1.jpg' })], { ...who, import: 'first' });
    labels.exclude([1 as ImageId], true, who);
    labels.undo(who);
    labels.redo(who);
    labels.pending();
    images.counts();
    classes.summaries();
    images.get(1 as ImageId);
    assert.equal(windows.wasEverSet, false);
    assert.equal(windows.set().window, null);
    assert.deepEqual(readings.images('concerned'), []);
    assert.equal(readings.set().reading, null);
    const found = plans();
    assert.ok(found.length > 30);
    for (const plan of found) assert.doesNotMatch(plan, growing);
  });

  test('the check tells a scan from a search', () => {
    const { images, plans } = planned();
    images.toReview();
    assert.match(plans()[0]!, growing);
  });
});
