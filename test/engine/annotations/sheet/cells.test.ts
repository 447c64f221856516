import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { flagIn, numberIn, partIn, valuesIn } from '../../../../engine/annotations/sheet/cells.ts';

describe('cells', () => {
  test('numbers with a point, a comma, or both', () => {
    const texts = ['12.5', '12,5', '1.234,5', '1,234.5', '-3', '1e-3', ' 7 ', '', 'elm', '1.2.3', '-', '12px'];
    assert.deepEqual(texts.map(numberIn), [12.5, 12.5, 1234.5, 1234.5, -3, 0.001, 7, null, null, null, null, null]);
  });

  test('yes and no', () => {
    const texts = ['1', '1.0', '1,0', 'TRUE', 'x', 'ja', '0', '0.0', 'false', 'nein', '', '-1', '0.5', 'elm'];
    const yes = [true, true, true, true, true, true];
    assert.deepEqual(texts.map(flagIn), [...yes, false, false, false, false, false, false, null, null]);
  });

  test('several values in a cell', () => {
    assert.deepEqual(valuesIn(' elm ;oak;', ';'), ['elm', 'oak']);
    assert.deepEqual(valuesIn('["elm, wych", "oak"]', 'list'), ['elm, wych', 'oak']);
    assert.deepEqual(valuesIn("['elm', 'l\\'orme']", 'list'), ['elm', "l'orme"]);
    assert.deepEqual(valuesIn('[]', 'list'), []);
  });

  test('parts of a split', () => {
    assert.deepEqual(['Training', 'val', 'TEST', 'Entraînement', 'elm'].map(partIn), ['train', 'validation', 'test', 'train', null]);
  });
});
