import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Refusal } from '../../../engine/domain/failure.ts';
import { limits } from '../../../engine/images/limits.ts';
import { DecodePool } from '../../../engine/images/pool.ts';
import type { PrepareVerdict } from '../../../engine/images/prepared.ts';
import { refusalWords } from '../../../engine/words/words.ts';
import { sharedPath, withoutShared } from '../../support/shared.ts';

interface Expected {
  readonly file: string;
  readonly expect: 'must-open' | 'must-refuse' | 'either' | 'bomb';
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

const skip = withoutShared('data', 'odd');
const odd = sharedPath('data', 'odd') ?? '';
const entries: readonly Expected[] = skip
  ? []
  : (JSON.parse(readFileSync(join(odd, 'expected.json'), 'utf8')) as { files: Expected[] }).files;
const of = (expect: Expected['expect']): readonly Expected[] => entries.filter((entry) => entry.expect === expect);

let pool: DecodePool;
let cache: string;
before(() => {
  pool = new DecodePool();
  cache = mkdtempSync(join(tmpdir(), 'graft-odd-'));
});
after(async () => {
  await pool.close();
  rmSync(cache, { recursive: true, force: true });
});
const prepareAll = (files: readonly Expected[]): Promise<PrepareVerdict[]> =>
  Promise.all(files.map(({ file }) => pool.prepare(join(odd, file), { cache })));

function assertWords(file: string, refusal: Refusal): void {
  const { what, remedy } = refusalWords(refusal);
  for (const words of [what, remedy]) assert.doesNotMatch(words, /undefined|NaN|\?|vips|sharp|lib(png|tiff)|^$/i, `${file}: ${words}`);
}

test('every odd but legal picture opens with its right size and number of frames', { skip }, async () => {
  const verdicts = await prepareAll(of('must-open'));
  const opened = verdicts.map((verdict, index) =>
    'prepared' in verdict
      ? {
          file: of('must-open')[index]?.file,
          width: verdict.prepared.width,
          height: verdict.prepared.height,
          frames: verdict.prepared.frames,
        }
      : { file: of('must-open')[index]?.file, ...verdict.refused },
  );
  // The pack counts one frame for the animated PNG, whose header declares four.
  const expected = of('must-open').map(({ file, width, height, frames }) => ({
    file,
    width,
    height,
    frames: file.endsWith('apng.png') ? 4 : frames,
  }));
  assert.deepEqual(opened, expected);
});

/** The reason that each hostile file deserves, by its name; what is not named is damaged or cut short. */
const reasons: readonly (readonly [name: RegExp, codes: readonly Refusal['code'][]])[] = [
  [/directory/, ['a-folder']],
  [/zero-bytes/, ['empty-file']],
  [/-inside\./, ['wrong-extension']],
  [/^svg-/, ['active-content']],
  [/^(archive|document|lfs-pointer|page|text|one-byte)\./, ['not-an-image']],
  [/\.ico$|extend_buffer|poc_b/, ['unsupported-format']],
  [/Bad_(height|width)/, ['too-large']],
  [/^cut-|truncated|second-half|signature-only|shortfile/, ['cut-short']],
  [/./, ['damaged', 'cut-short']],
];

test('every file that must be refused is refused, with the reason that fits and words for it', { skip }, async () => {
  const verdicts = await prepareAll(of('must-refuse'));
  for (const [index, { file }] of of('must-refuse').entries()) {
    const verdict = verdicts[index];
    assert.ok(verdict && 'refused' in verdict, `${file} was opened`);
    const fitting = reasons.find(([name]) => name.test(file.split('/')[1] ?? ''))?.[1] ?? [];
    assert.ok(fitting.includes(verdict.refused.code), `${file}: ${verdict.refused.code}, not ${fitting.join(' or ')}`);
    assertWords(file, verdict.refused);
  }
});

test('a borderline file opens, or is refused with the name of its format and a way out', { skip }, async () => {
  const verdicts = await prepareAll(of('either'));
  for (const [index, { file }] of of('either').entries()) {
    const verdict = verdicts[index];
    if (!verdict || 'prepared' in verdict) continue;
    assert.ok(verdict.refused.facts.format, `${file} is refused without the name of its format`);
    assertWords(file, verdict.refused);
  }
  const isOpened = (extension: string): boolean =>
    of('either').some(({ file }, index) => extname(file) === extension && 'prepared' in (verdicts[index] ?? {}));
  assert.deepEqual(['.bmp', '.tif', '.webp'].map(isOpened), [true, true, true]);
});

for (const { file } of of('bomb')) {
  test(`${file} is refused without taking the memory that it asks for`, { skip }, () => {
    const script = join(import.meta.dirname, '..', '..', 'support', 'peak-of-prepare.ts');
    const { verdict, peakMegabytes } = JSON.parse(execFileSync(process.execPath, [script, join(odd, file)], { encoding: 'utf8' })) as {
      verdict: PrepareVerdict;
      peakMegabytes: number;
    };
    assert.ok('refused' in verdict, 'it was opened');
    assertWords(file, verdict.refused);
    // The worst of them takes more than a gigabyte where nothing limits it; a bare process with the decoder takes about a tenth of that.
    assert.ok(peakMegabytes < limits.workerBytes / 1024 / 1024 / 4, `${Math.round(peakMegabytes)} MB`);
  });
}
if (skip) test('bombs', { skip }, () => {});

test('the three bombs that the decoder itself would open fall to the limits of the program', { skip }, async () => {
  const codes = await Promise.all(
    ['png-20000x13000-rgba.png', 'gif-4000x4000-5000-frames.gif', 'png_decompression_dos.png'].map(async (name) => {
      const verdict = await pool.prepare(join(odd, 'bomb', name), { cache });
      return 'refused' in verdict ? verdict.refused.code : 'opened';
    }),
  );
  assert.deepEqual(codes, ['too-large', 'too-many-frames', 'too-large']);
});
