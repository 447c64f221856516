import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import type { SampleSpread } from '../../../engine/domain/models/sample-spread.ts';
import { decode } from '../../../engine/images/decode.ts';
import { readSpread } from '../../../engine/images/read-spread.ts';
import { tiffFile, type TiffFacts } from '../../support/pictures.ts';
import { sharedPath, withoutShared } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const hashOf = (bytes: Buffer): ContentHash => createHash('sha256').update(bytes).digest('hex') as ContentHash;
const grey: TiffFacts = { width: 40, height: 30, channels: 1, bits: 16, kind: 'unsigned', value: (at) => 1000 + at };

test('the samples of a picture, or of a region, are told by values at even ranks', async (t) => {
  const file = join(temporaryFolder(t), 'grey.tif');
  const bytes = tiffFile(grey);
  writeFileSync(file, bytes);
  const of = (region: { x: number; y: number; width: number; height: number } | null): Promise<SampleSpread | null> =>
    readSpread(file, { ofFile: hashOf(bytes), region, reading: null });
  const whole = (await of(null))!;
  assert.deepEqual([whole.values[0], whole.values.at(-1), whole.values.length, whole.counted], [1000, 2199, 1024, 1]);
  assert.deepEqual([whole.leftOut, whole.saturated], [[], null]);
  assert.deepEqual((await of({ x: 10, y: 5, width: 2, height: 1 }))?.values, [1210, 1211]);
  assert.equal(
    await readSpread(file, { ofFile: hashOf(Buffer.from('')), region: null, reading: null }),
    null,
    'other content is not decoded',
  );
  writeFileSync(file, tiffFile({ ...grey, bits: 8, value: () => 7 }));
  assert.equal(await readSpread(file, { ofFile: hashOf(readFileSync(file)), region: null, reading: null }), null, '8 bits need no window');
});

test('values apart, saturation, and values without data are named with their shares', async (t) => {
  const folder = temporaryFolder(t);
  const spreadOf = async (facts: Partial<TiffFacts>): Promise<Omit<SampleSpread, 'values'>> => {
    const bytes = tiffFile({ ...grey, ...facts });
    writeFileSync(join(folder, 'one.tif'), bytes);
    const { values, ...rest } = (await readSpread(join(folder, 'one.tif'), { ofFile: hashOf(bytes), region: null, reading: null }))!;
    assert.ok(values.every((value) => value >= 1000 && value <= 4095));
    return rest;
  };
  const bar = (value: number) => (at: number) => (at < 60 ? value : 1000 + at);
  assert.deepEqual(await spreadOf({ value: bar(65535) }), {
    counted: 0.95,
    leftOut: [{ why: 'apart', value: 65535, share: 0.05 }],
    saturated: null,
  });
  assert.deepEqual(await spreadOf({ value: bar(4095), noData: '0' }), {
    counted: 0.95,
    leftOut: [{ why: 'apart', value: 4095, share: 0.05 }],
    saturated: null,
  });
  assert.deepEqual(await spreadOf({ value: (at) => (at < 60 ? 4095 : 1000 + (at % 1000) * 3) }), {
    counted: 1,
    leftOut: [],
    saturated: { value: 4095, bits: 12, share: 0.05 },
  });
  assert.deepEqual(await spreadOf({ kind: 'float', bits: 32, value: bar(-99), noData: '-99' }), {
    counted: 0.95,
    leftOut: [{ why: 'no-data', value: -99, share: 0.05 }],
    saturated: null,
  });
  assert.deepEqual((await spreadOf({ kind: 'float', bits: 32, value: bar(NaN) })).leftOut, [
    { why: 'not-a-number', value: null, share: 0.05 },
  ]);
});

const faults = sharedPath('data', 'faults') ?? '';
const skip = withoutShared('data', 'faults');

test("the values that count span the picture's own window in files with scale bars and without data", { skip }, async () => {
  let named = 0;
  for (const folder of ['scale-bar-makes-16-bit-black', 'nodata-value-blows-window']) {
    const path = join(faults, folder);
    for (const name of readdirSync(path).filter((one) => one.endsWith('.tif'))) {
      const bytes = readFileSync(join(path, name));
      const { tone } = await decode(bytes, 'tiff', null);
      const { values, leftOut } = (await readSpread(join(path, name), { ofFile: hashOf(bytes), region: null, reading: null }))!;
      assert.ok(values[0]! <= tone!.low && values.at(-1)! >= tone!.high, name);
      assert.ok(values.at(-1)! - values[0]! < 2 * (tone!.high - tone!.low), `${name}: what is left out is not among them`);
      if (leftOut.length > 0) named += 1;
      assert.equal(leftOut.length > 0, !name.startsWith('control') || name === 'control-nan.tif', name);
    }
  }
  assert.equal(named, 7);
});
