import { failureOf } from '../../engine/domain/failure.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { record } from './project.ts';

// Adds images until the disk is full, frees the space of one file, and continues without a restart.
const [folder = '', ballast = ''] = process.argv.slice(2);
const { rmSync } = await import('node:fs');
const store = ProjectStore.open(folder);
const who = { at: 1, by: 'filler' };
const cat = store.classes.add('cat', who);
let added = 0;
const add = (): void => {
  const records = Array.from({ length: 50 }, (_, index) => record(`/pictures/${added + index}.jpg`, { className: 'cat' }));
  store.images.addBatch(records, who);
  added += records.length;
};
let failure = '';
try {
  for (let count = 0; count < 10_000; count += 1) add();
} catch (error) {
  failure = failureOf(error).code;
}
const whenFull = { images: store.images.counts().images, labelled: store.images.counts().labelled };
rmSync(ballast);
const before = added;
add();
store.labels.set([1 as never], null, who);
store.labels.set([1 as never], cat, who);
process.stdout.write(JSON.stringify({ failure, acknowledged: before, whenFull, after: store.images.counts().images }));
store.close();
