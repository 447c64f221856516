import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeSourceId, sourceIdFor } from '../../../../engine/domain/models/source-ids.ts';

test('an id is made of the title, plain enough for the name of a folder on every system', () => {
  assert.deepEqual(
    ['Pond life, 2nd try', 'Moose & Farne', '../../etc/passwd', 'CON', 'ResNet50.v2', '植物', '  ', 'x'.repeat(200)].map(sourceIdFor),
    ['pond-life-2nd-try', 'moose-farne', 'etc-passwd', 'model-con', 'resnet50.v2', 'model', 'model', 'x'.repeat(60)],
  );
  assert.equal(sourceIdFor('Größe'), 'gro-e');
});

test('a taken id gets the first free number, whatever the case of the letters', () => {
  assert.equal(freeSourceId('pond', ['Oak']), 'pond');
  assert.equal(freeSourceId('pond', ['Pond', 'POND-2', 'pond-4']), 'pond-3');
});
