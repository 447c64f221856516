import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matchPictures } from '../../../../engine/domain/labels/match-pictures.ts';

/** What each name finds: the picture, the candidates, or null if it is missing. */
function found(pictures: readonly string[], ...names: string[]): unknown[] {
  const matches = matchPictures(pictures, names);
  return names.map((name) => {
    const match = matches.get(name);
    if (match === undefined) return undefined;
    return 'picture' in match ? match.picture : 'ambiguous' in match ? match.ambiguous : null;
  });
}
const composed = 'forêt/é.jpg'.normalize('NFC');
const decomposed = composed.normalize('NFD');

describe('the picture that a name means', () => {
  test('the same path, however it is written', () => {
    const pictures = ['a.jpg', 'site 1/a.jpg', 'site 2/a.jpg'];
    for (const name of [
      'site 1/a.jpg',
      './site 1/a.jpg',
      '/site 1/a.jpg',
      'site 1\\a.jpg',
      '.\\site 1\\\\a.jpg',
      'site%201/a.jpg',
      'site 1/./a.jpg',
      'file://site 1/site 1/a.jpg',
      'file:///site%201/a.jpg',
      'https://example.org/site%201/a.jpg?w=100&q=/site 2/a.jpg',
      's3://bucket/site 1/a.jpg',
    ])
      assert.deepEqual(found(pictures, name), ['site 1/a.jpg'], name);
    assert.deepEqual(found(pictures, 'a.jpg', './a.jpg', 'https://example.org/a.jpg'), ['a.jpg', 'a.jpg', 'a.jpg']);
  });

  test('the longest end in common', () => {
    const pictures = ['site1/a.jpg', 'site2/a.jpg', 'old/site2/a.jpg', 'b.jpg'];
    assert.deepEqual(found(pictures, 'C:/data/site1/a.jpg'), ['site1/a.jpg']);
    assert.deepEqual(found(pictures, 'D:\\old\\site2\\a.jpg'), ['old/site2/a.jpg']);
    assert.deepEqual(found(pictures, '../site1/a.jpg'), ['site1/a.jpg']);
    assert.deepEqual(found(pictures, 'new/site2/a.jpg'), [['site2/a.jpg', 'old/site2/a.jpg']]);
    assert.deepEqual(found(pictures, 'site3/a.jpg', 'a.jpg'), [
      ['site1/a.jpg', 'site2/a.jpg', 'old/site2/a.jpg'],
      ['site1/a.jpg', 'site2/a.jpg', 'old/site2/a.jpg'],
    ]);
    assert.deepEqual(found(pictures, 'ite1/a.jpg'), [['site1/a.jpg', 'site2/a.jpg', 'old/site2/a.jpg']], 'a part of a folder is no folder');
  });

  test('the base name alone', () => {
    assert.deepEqual(found(['site1/a.jpg', 'b.jpg'], 'other/a.jpg', 'x/b.jpg', 'c.jpg', '', '/'), [
      'site1/a.jpg',
      'b.jpg',
      null,
      null,
      null,
    ]);
    assert.deepEqual(found(['a.jpg', 'x/a.jpg'], 'y/a.jpg'), [['a.jpg', 'x/a.jpg']]);
  });

  test('case and Unicode normalisation are ignored only if nothing else is found', () => {
    assert.deepEqual(found(['Site/A.JPG', 'site/a.jpg'], 'Site/A.JPG', 'site/a.jpg'), ['Site/A.JPG', 'site/a.jpg']);
    assert.deepEqual(found(['Site/A.JPG', 'b.jpg'], 'C:\\SITE\\a.jpg'), ['Site/A.JPG']);
    assert.deepEqual(found(['Site/A.JPG', 'site/a.jpg'], 'SITE/a.JPG'), [['Site/A.JPG', 'site/a.jpg']]);
    assert.deepEqual(found(['North/a.jpg', 'south/a.jpg'], 'north/a.jpg'), ['North/a.jpg'], 'two base names, one path');
    assert.deepEqual(found([decomposed], composed, encodeURI(composed)), [decomposed, decomposed]);
    assert.deepEqual(found([composed], decomposed), [composed]);
    assert.deepEqual(found([composed, decomposed], composed, decomposed), [composed, decomposed]);
  });

  test('without extension, or with another', () => {
    assert.deepEqual(found(['site/OSBS_029.png', 'b.png'], 'OSBS_029.tif', 'b'), ['site/OSBS_029.png', 'b.png']);
    assert.deepEqual(found(['plot 1.5.jpg', 'plot 1.jpg'], 'plot 1.5', 'plot 1'), ['plot 1.5.jpg', 'plot 1.jpg']);
    assert.deepEqual(found(['plot 1.jpg'], 'plot 1.5'), [null]);
    assert.deepEqual(found(['images/train/1.jpg', 'images/val/1.jpg'], 'labels/train/1', 'labels/val/1'), [
      'images/train/1.jpg',
      'images/val/1.jpg',
    ]);
    assert.deepEqual(found(['1.jpg', 'train/1.jpg'], '1'), ['1.jpg']);
    assert.deepEqual(found(['a.jpg', 'a.png'], 'a.jpg', 'a.tif', 'a'), ['a.jpg', ['a.jpg', 'a.png'], ['a.jpg', 'a.png']]);
    assert.deepEqual(found(['IMG_1.JPG'], 'img_1'), ['IMG_1.JPG']);
    assert.deepEqual(found(['IMG_1.JPG'], 'img_1.tiff'), ['IMG_1.JPG']);
    assert.deepEqual(found(['A.jpg', 'a.jpg'], 'A'), ['A.jpg']);
    assert.deepEqual(found(['x/a.tif', 'y/a.tif', 'a.tif.png'], 'z/a.tif'), [['x/a.tif', 'y/a.tif']], 'a looser rule decides nothing');
  });

  test('without the prefix of an upload', () => {
    assert.deepEqual(found(['site/a.jpg'], '/data/upload/3/0a1b2c3d-a.jpg'), ['site/a.jpg']);
    assert.deepEqual(found(['0a1b2c3d-a.jpg', 'a.jpg'], 'upload/0a1b2c3d-a.jpg'), ['0a1b2c3d-a.jpg']);
    assert.deepEqual(found(['x/a.jpg', 'y/a.jpg'], '0a1b2c3d-a.jpg'), [['x/a.jpg', 'y/a.jpg']]);
    assert.deepEqual(found(['A b.JPG'], '0a1b2c3d-a%20b.png'), ['A b.JPG']);
    assert.deepEqual(found(['a.jpg'], '0a1b2c3-a.jpg', '0a1b2c3dz-a.jpg', 'x0a1b2c3d-a.jpg', '0a1b2c3d-'), [null, null, null, null]);
  });

  test('a picture goes to the closest of the names that find it, and to none of two that are as close', () => {
    assert.deepEqual(found(['site1/a.jpg'], 'site1/a.jpg', 'site2/a.jpg'), ['site1/a.jpg', null]);
    assert.deepEqual(found(['site1/a.jpg'], 'site2/a.jpg', 'site1/a.jpg'), [null, 'site1/a.jpg']);
    assert.deepEqual(found(['site1/a.jpg'], 'site2/a.jpg', 'site3/a.jpg'), [['site1/a.jpg'], ['site1/a.jpg']]);
    assert.deepEqual(found(['site1/a.jpg'], 'site2/a.jpg', 'site3/a.jpg', 'D:/site1/a.jpg'), [null, null, 'site1/a.jpg']);
    assert.deepEqual(found(['site1/a.jpg'], 'D:/site1/a.jpg', './site1/a.jpg'), [null, 'site1/a.jpg']);
    assert.deepEqual(found(['a.jpg'], 'A.JPG', 'a.tif', 'a.jpg'), [null, null, 'a.jpg']);
    assert.deepEqual(
      found(['a b.jpg'], 'a b.jpg', 'a%20b.jpg', './a b.jpg'),
      ['a b.jpg', 'a b.jpg', 'a b.jpg'],
      'one path, written thrice',
    );
  });

  test('names with signs that mean something in addresses', () => {
    const odd = [
      '100%.jpg',
      'a%20b.jpg',
      'a b.jpg',
      'plot #1.jpg',
      'it\'s "a".jpg',
      'who?.jpg',
      'a\\b.jpg',
      ' lead.jpg',
      '=1+1.jpg',
      '%2e%2e.jpg',
    ];
    assert.deepEqual(found(odd, ...odd), odd);
    assert.deepEqual(
      found(odd, ...odd.map((name) => `https://example.org/photos/${encodeURIComponent(name)}?x#y`).slice(3, 6)),
      odd.slice(3, 6),
    );
    assert.deepEqual(found(['100%.jpg'], 'x/100%.jpg', 'x/100%25.jpg'), ['100%.jpg', '100%.jpg'], 'one path, written twice');
    assert.deepEqual(found(['__proto__', 'constructor.jpg'], '__proto__', 'constructor', 'toString'), [
      '__proto__',
      'constructor.jpg',
      null,
    ]);
  });

  test('each name is answered once; repeated pictures are one', () => {
    assert.equal(matchPictures(['a.jpg'], ['a.jpg', 'a.jpg', 'b.jpg']).size, 2);
    assert.deepEqual(found(['x/a.jpg', 'x/a.jpg', 'x/a.jpg'], 'a.jpg'), ['x/a.jpg']);
    const many = Array.from({ length: 50 }, (_, at) => `${at}/a.jpg`);
    assert.deepEqual(found(many, 'a.jpg', '7/a.jpg'), [['0/a.jpg', '1/a.jpg', '2/a.jpg'], '7/a.jpg']);
    assert.deepEqual(found(['/a.jpg', '//b//a.jpg'], '/a.jpg'), ['/a.jpg']);
  });

  test('200,000 names cost little more than a look-up each, also where pictures share one base name or a deep folder', () => {
    const count = 200_000;
    const names = (name: (at: number) => string): string[] => Array.from({ length: count }, (_, at) => name(at));
    const apart = names((at) => `site ${at % 100}/IMG_${at}.JPG`);
    const alike = names((at) => (at % 2 ? `site ${at}/IMG_0001.JPG` : `${at}/a/a/a/a/a/a/a/a/IMG_0002.JPG`));
    const seconds = (work: () => unknown): number => {
      const start = performance.now();
      work();
      return (performance.now() - start) / 1000;
    };
    const lookUp = Math.min(
      ...[1, 2, 3].map(() =>
        seconds(() => {
          const known = new Map(apart.map((name) => [name, name]));
          return apart.map((name) => known.get(`${name} `.trim()));
        }),
      ),
    );
    const check = (pictures: readonly string[], stated: readonly string[], isRight: (match: unknown, at: number) => boolean): void => {
      let right = 0;
      const taken = seconds(() => {
        const matches = matchPictures(pictures, stated);
        right = stated.filter((name, at) => isRight(matches.get(name), at)).length;
      });
      assert.equal(right, count);
      assert.ok(taken < 60 * lookUp + 0.5, `${taken} s against ${lookUp} s`);
    };
    const isPicture =
      (pictures: readonly string[]) =>
      (match: unknown, at: number): boolean =>
        (match as { picture?: string }).picture === pictures[at];
    check(
      apart,
      apart.map((name) => `C:\\data\\${name.replaceAll('/', '\\')}`),
      isPicture(apart),
    );
    check(
      alike,
      alike.map((name) => `/data/${name}`),
      isPicture(alike),
    );
    check(
      alike,
      names((at) => `other ${at}/IMG_0001.JPG`),
      (match) => (match as { ambiguous?: string[] }).ambiguous?.length === 3,
    );
  });
});
