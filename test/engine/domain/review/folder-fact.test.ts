import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId } from '../../../../engine/domain/ids.ts';
import { folderFacts } from '../../../../engine/domain/review/folder-fact.ts';

const names = ['Oak', 'Ash', 'Elm'];
const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
/** Twelve images, four of each class, and the folder of each by class index and number. */
const factsOf = (folderOf: (label: number, number: number) => string, { isLabelledByFolder = false, classNames = names } = {}) =>
  folderFacts(
    range(12).map((at) => ({
      path: `/data/trees/${folderOf(at % 3, Math.floor(at / 3))}/${at}.jpg`,
      class: ((at % 3) + 1) as ClassId,
      isLabelledByFolder,
    })),
    classNames,
  );
const nothing = range(12).map(() => null);

describe('the folder that may tell a class', () => {
  test('is that of a site, above or below the folder of a class', () => {
    const site = (number: number): string => `site ${number % 2}`;
    const expected = range(12).map((at) => site(Math.floor(at / 3)));
    assert.deepEqual(
      factsOf((label, number) => `${site(number)}/${names[label]!.toUpperCase()}`),
      expected,
    );
    assert.deepEqual(
      factsOf((label, number) => `${names[label]}/${site(number)}`),
      expected,
    );
    assert.deepEqual(
      factsOf((_, number) => site(number)),
      expected,
    );
  });

  test('is the deepest that still holds several specimens, and on any system', () => {
    const folders = factsOf((label, number) => `camera ${number % 2}\\${label} ${number}`);
    assert.equal(new Set(folders).size, 12);
    const images = range(40).map((at) => ({ path: `D:\\${at % 2}\\${at}\\a.png`, class: null, isLabelledByFolder: false }));
    assert.deepEqual(new Set(folderFacts(images, [])), new Set(['0', '1']));
  });

  test('is none where folders only say what the class is: by its name, by the labels taken from them, or by a kind of class', () => {
    assert.deepEqual(
      factsOf((label) => names[label]!),
      nothing,
    );
    const renamed = { classNames: ['Quercus', 'Fraxinus', 'Ulmus'] };
    assert.deepEqual(
      factsOf((label) => names[label]!, { ...renamed, isLabelledByFolder: true }),
      nothing,
    );
    assert.notDeepEqual(
      factsOf((label) => names[label]!, renamed),
      nothing,
      'labelled by hand: the folders may be those of sites',
    );
    assert.deepEqual(
      factsOf((label) => `${label === 0 ? 'Fagales' : 'Others'}/${names[label]}`),
      nothing,
    );
  });

  test('is found among any number of files', () => {
    const images = range(200_000).map((at) => ({
      path: `/data/${at % 3}/${at}.jpg`,
      class: ((at % 2) + 1) as ClassId,
      isLabelledByFolder: true,
    }));
    assert.deepEqual(new Set(folderFacts(images, [])), new Set(['0', '1', '2']));
  });

  test('is none for files in one folder, and without images', () => {
    assert.deepEqual(
      factsOf(() => 'all'),
      nothing,
    );
    assert.deepEqual(folderFacts([], names), []);
  });
});
