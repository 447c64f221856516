import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allFormats } from '../../../engine/annotations/all-formats.ts';
import { formatOf, gatherAnnotations } from '../../../engine/annotations/read-annotations.ts';
import { AnnotationSource } from '../../../engine/annotations/reading/annotation-source.ts';
import { UnreadableAnnotations } from '../../../engine/annotations/reading/unreadable-annotations.ts';
import { isAnnotationName } from '../../../engine/domain/labels/annotation-names.ts';
import { randomInteger, seededRandom } from '../../../engine/domain/statistics/random.ts';
import { damagedBytes, damagedText } from '../../support/damage.ts';
import { sharedPath, withoutShared } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const skip = withoutShared('data', 'annotations');
const damagesEach = 4;
const mostBytes = 200_000;

/** Files of one folder each, small enough to be read many times. */
function samples(): string[] {
  const root = sharedPath('data', 'annotations') ?? '';
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile() && isAnnotationName(one.name));
  return files.map((one) => join(one.parentPath, one.name)).filter((path) => !path.includes('LICENSES') && statSync(path).size < mostBytes);
}

test('a damaged annotation file is read or refused by its fault in every format, and never takes long', { skip }, async (t) => {
  const random = seededRandom(14);
  let refused = 0;
  let longest = 0;
  const files = samples();
  for (const path of files) {
    const folder = temporaryFolder(t);
    const name = path.split(/[\\/]/).at(-1)!;
    cpSync(path, join(folder, name));
    const whole = readFileSync(path);
    const format = await formatOf(await AnnotationSource.open(join(folder, name)));
    for (let round = 0; round < damagesEach; round++) {
      writeFileSync(join(folder, name), round % 2 === 0 ? damagedBytes(random, whole) : damagedText(random, whole.toString()));
      const source = await AnnotationSource.open(join(folder, name));
      const started = performance.now();
      for (const one of new Set([format, await formatOf(source), allFormats[randomInteger(allFormats.length, random)]!])) {
        if (one === null) continue;
        try {
          await gatherAnnotations(source, one);
        } catch (error) {
          assert.ok(error instanceof UnreadableAnnotations, `${one.id} of ${path}, round ${round}: ${(error as Error).stack}`);
          refused += 1;
        }
      }
      longest = Math.max(longest, performance.now() - started);
    }
  }
  t.diagnostic(`${files.length} files, ${refused} refusals, longest ${longest.toFixed(0)} ms`);
  assert.ok(files.length > 100 && refused > files.length, `${files.length} files, ${refused} refusals`);
  assert.ok(longest < 10_000);
});
