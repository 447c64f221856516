import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { exampleImageCount } from '../../../../engine/work/images/example-images.ts';
import { ServedStudio } from '../../../support/served-studio.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('an example that was cut off while it was made is completed by the next opening, and left alone from then on', async (t) => {
  const folder = temporaryFolder(t);
  let studio = await ServedStudio.start(folder);
  t.after(() => studio.end('SIGKILL'));
  const cutOff = studio.ask('projects.example', {}).catch(() => null);
  while ((await studio.ask('projects.list', {})).projects.length === 0) await wait(20);
  await studio.end('SIGKILL');
  await cutOff;

  studio = await ServedStudio.start(folder);
  const whole = await studio.ask('projects.example', {});
  assert.deepEqual([whole.images, whole.labelled, whole.classes.length], [exampleImageCount, exampleImageCount, 4]);
  const again = await studio.ask('projects.example', {});
  assert.deepEqual([again.id, again.dataVersion], [whole.id, whole.dataVersion]);
});
