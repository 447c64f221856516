import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fonts } from '../../../../../../engine/work/reports/document/pdf/fonts.ts';
import { PdfLayout, type TextStyle } from '../../../../../../engine/work/reports/document/pdf/layout.ts';
import { clustersOf, linesOf } from '../../../../../../engine/work/reports/document/pdf/lines.ts';
import { readPdf, saidOn } from '../../../../../support/reading-pdf.ts';

const fonts = new Fonts();
const style: TextStyle = { weight: 'regular', size: 10, colour: '#000000' };
const facts = { title: 'a', software: 'b', at: 0 };
const partsOf = (text: string): (readonly [string, string])[] =>
  fonts.pieces(text, 'regular').map((piece) => [piece.actual ?? piece.text, piece.actual === null ? piece.face : 'box']);

describe('who draws what', () => {
  test('plain text is one piece; signs and scripts that the first font lacks come from the second; what neither has becomes a box', () => {
    assert.deepEqual(partsOf('Łąka жук Σκαθάρι खेत − 95\u00a0% “x”'), [['Łąka жук Σκαθάρι खेत − 95\u00a0% “x”', 'regular 0']]);
    assert.deepEqual(partsOf('a ≥ 甲虫 b'), [
      ['a ', 'regular 0'],
      ['≥', 'regular 1'],
      [' ', 'regular 0'],
      ['甲虫', 'box'],
      [' b', 'regular 0'],
    ]);
    assert.equal(fonts.pieces('甲虫', 'bold')[0]?.text, '□□');
  });

  test('accents stay with their letters, joined to one where there is one, and unseen signs are nothing that is lacking', () => {
    assert.deepEqual(partsOf('e\u0301'), [['é', 'regular 0']]);
    assert.deepEqual(clustersOf('o\u0323\u0302x'), ['o\u0323\u0302', 'x']);
    assert.deepEqual(fonts.lacking(['a\u200bb\ufeffc\u00adक्\u200dष', 'line\nbreak\u0000']), []);
    assert.deepEqual(partsOf('line\nbreak'), [['line break', 'regular 0']]);
  });

  test('words from right to left are one piece with the spaces between them, and no longer', () => {
    assert.deepEqual(partsOf('x, وردة حمراء, זנב y'), [
      ['x, ', 'regular 0'],
      ['وردة حمراء', 'regular 1'],
      [', ', 'regular 0'],
      ['זנב', 'regular 1'],
      [' y', 'regular 0'],
    ]);
    assert.deepEqual(
      fonts.pieces('وردة ≥', 'regular').map(({ rightToLeft }) => rightToLeft),
      [true, false, false],
    );
  });

  test('each letter that is lacking is told once, in order, also a lone half of a pair', () => {
    assert.deepEqual(fonts.lacking(['虫甲', 'x甲\ud83d']), ['虫', '甲', '\ud83d']);
  });
});

describe('lines', () => {
  const widthOf = (line: string): number => line.length * 10;

  test('are broken between words, and a word that is too long inside, never between a letter and its accent', () => {
    assert.deepEqual(linesOf('one two three four', 100, widthOf), ['one two', 'three four']);
    const long = linesOf('a\u0323'.repeat(50), 100, widthOf);
    assert.equal(long.join(''), 'a\u0323'.repeat(50));
    assert.ok(long.every((line) => line.length <= 10 && line.startsWith('a')));
  });

  test('are as wide as what is drawn', () => {
    const layout = new PdfLayout(fonts, facts);
    const [a, ab] = ['Hello', 'Hello 甲 وردة'].map((text) => layout.textWidth(text, style));
    assert.ok(a !== undefined && ab !== undefined && a > 20 && a < 30 && ab > a + 20);
    for (const line of layout.lines('word '.repeat(40).trim(), style, 120)) assert.ok(layout.textWidth(line, style) <= 120);
  });
});

test('what does not fit begins a new page, and each page has its number', async () => {
  const layout = new PdfLayout(fonts, facts);
  for (let line = 0; line < 100; line++) layout.paragraph(`line ${line}`, style);
  const { pages } = readPdf(await layout.end());
  assert.deepEqual(
    pages.map((page) => saidOn(page).split(' ').slice(-3).join(' ')),
    ['1 / 2', '2 / 2'],
  );
  assert.ok(saidOn(pages[1]!).includes('line 99'));
});
