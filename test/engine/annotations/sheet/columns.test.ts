import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { guessRoles, isAboutPictures } from '../../../../engine/annotations/sheet/columns.ts';

/** The roles of columns in one text, with the separator in brackets. */
const rolesOf = (names: string[], ...rows: string[][]): string =>
  guessRoles(names, rows)
    .map(({ role, separator }) => (separator === undefined ? role : `${role}(${separator})`))
    .join(' ');

describe('roles of columns', () => {
  test('names in four languages, in any way of writing them', () => {
    assert.equal(rolesOf(['Image_Name', 'Label'], ['a', 'elm']), 'file class');
    assert.equal(rolesOf(['Dateiname', 'Art', 'Fläche', 'Aufnahmedatum'], ['a', 'Ulme', 'P1', '01.05.2024']), 'file class site date');
    assert.equal(rolesOf(['Nom du fichier', 'Espèce', 'Individu', 'Mots-clés'], ['a', 'orme', 'i1', 'sec']), 'file class group tags(;)');
    assert.equal(rolesOf(['archivo', 'especie', 'parcela', 'conjunto'], ['a', 'olmo', 'P1', 'prueba']), 'file class site split');
    assert.equal(
      rolesOf(['RelativePath', 'ScientificName', 'EventID', 'ClassifiedBy'], ['a', 'Ulmus', 'e', 'Kim']),
      'file class group author',
    );
  });

  test('a column of names of pictures beside an id', () => {
    assert.equal(rolesOf(['id', 'file', 'label'], ['1', 'a', 'elm'], ['2', 'b', 'oak']), 'ignore file class');
    assert.equal(rolesOf(['id', 'what', 'label'], ['1', 'a.jpg', 'elm'], ['2', 'b.jpg', 'oak']), 'ignore file class');
    assert.equal(rolesOf(['id', 'breed'], ['1', 'pug'], ['2', 'pug']), 'file class');
    assert.equal(rolesOf(['image', 'mask_path', 'label'], ['a.jpg', 'm/a.png', 'elm']), 'file ignore class');
  });

  test('two columns without names that tell', () => {
    assert.equal(rolesOf(['A', 'B'], ['x/a.jpg', 'elm'], ['x/b.jpg', 'oak']), 'file class');
    assert.equal(rolesOf(['A', 'B'], ['17', 'elm'], ['18', 'elm']), 'file class');
    assert.equal(rolesOf(['A', 'B'], ['elm', '1.jpg'], ['oak', '2.jpg']), 'class file');
    assert.equal(rolesOf(['A', 'B', 'C'], ['1', '2', '3']), 'ignore ignore ignore');
  });

  test('a column for each class, also of classes called like a role', () => {
    assert.equal(rolesOf(['file', 'elm', 'oak'], ['a', '1', '0'], ['b', '0', '1']), 'file one-hot one-hot');
    assert.equal(rolesOf(['file', 'animal', 'plant'], ['a', '1', '0'], ['b', '0', '1']), 'file one-hot one-hot');
    assert.equal(rolesOf(['file', 'label', 'checked', 'blurred'], ['a', '1', '0', '1']), 'file class ignore ignore');
    assert.equal(rolesOf(['file', 'share of elm', 'share of oak'], ['a', '0.4', '0.6']), 'file ignore ignore');
  });

  test('several classes in a cell, and names that hold the sign of a separator', () => {
    assert.equal(rolesOf(['file', 'label'], ['a', 'elm;oak'], ['b', 'oak;ash']), 'file classes(;)');
    assert.equal(rolesOf(['file', 'label'], ['a', 'elm,oak'], ['b', 'oak'], ['c', 'elm']), 'file classes(,)');
    assert.equal(rolesOf(['file', 'label'], ['a', 'maple, red'], ['b', 'maple, sugar']), 'file class');
    assert.equal(rolesOf(['file', 'labels'], ['a', 'elm, oak'], ['b', 'ash']), 'file classes(,)');
    assert.equal(rolesOf(['file', 'labels'], ['a', '["elm"]'], ['b', '[]']), 'file classes(list)');
    assert.equal(rolesOf(['file', 'labels'], ['a', 'elm']), 'file class');
  });

  test('cells may speak against a name', () => {
    assert.equal(rolesOf(['file', 'set', 'date'], ['a.jpg', 'blue', 'Monday'], ['b.jpg', 'blue', 'Monday']), 'file ignore ignore');
    assert.equal(rolesOf(['file', 'set'], ['a', 'train'], ['b', 'test']), 'file split');
    assert.equal(rolesOf(['file', 'date', 'kind'], ['a', '13/05/2024', 'elm'], ['b', '14/05/2024', 'elm']), 'file date class');
  });

  test('a class is one only once: the likeliest name has it', () => {
    assert.equal(rolesOf(['file', 'genus', 'species'], ['a', 'Ulmus', 'Ulmus minor']), 'file ignore class');
  });

  test('sheets about other things than pictures', () => {
    assert.equal(
      isAboutPictures(
        ['id', 'price'],
        [
          ['1', '3.5'],
          ['2', '4'],
        ],
      ),
      false,
    );
    assert.equal(
      isAboutPictures(
        ['A', 'B'],
        [
          ['elm', '0'],
          ['oak', '1'],
        ],
      ),
      false,
    );
    assert.equal(
      isAboutPictures(
        ['id', 'breed'],
        [
          ['1', 'pug'],
          ['2', 'pug'],
        ],
      ),
      true,
    );
    assert.equal(
      isAboutPictures(
        ['A', 'B'],
        [
          ['a.jpg', 'x'],
          ['b.jpg', 'y'],
        ],
      ),
      true,
    );
    assert.equal(isAboutPictures([], []), false);
  });
});
