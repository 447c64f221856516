import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { isSrgbProfile } from '../../../engine/images/srgb-profile.ts';
import { noise } from '../../support/icc-pictures.ts';

async function profileOf(name: 'srgb' | 'p3' | 'cmyk'): Promise<Buffer> {
  const { icc } = await sharp(await noise(name)).metadata();
  assert.ok(icc);
  return icc;
}

test("the decoder's own sRGB profile is recognised, Display P3 and CMYK are not", async () => {
  assert.equal(isSrgbProfile(await profileOf('srgb')), true);
  assert.equal(isSrgbProfile(await profileOf('p3')), false);
  assert.equal(isSrgbProfile(await profileOf('cmyk')), false);
});

test('another primary colour or another curve is not sRGB', async () => {
  const profile = await profileOf('srgb');
  const tagAt = (tag: string): number => profile.readUInt32BE(profile.indexOf(tag, 132, 'latin1') + 4);
  const changed = (change: (copy: Buffer) => void): boolean => {
    const copy = Buffer.from(profile);
    change(copy);
    return isSrgbProfile(copy);
  };
  assert.equal(
    changed(() => {}),
    true,
  );
  assert.equal(
    changed((copy) => copy.writeInt32BE(Math.round(0.6097 * 65536), tagAt('rXYZ') + 8)),
    false,
  );
  const curve = tagAt('gTRC');
  const isTable = profile.toString('latin1', curve, curve + 4) === 'curv';
  assert.equal(
    changed((copy) => {
      if (isTable) copy.writeUInt32BE(0, curve + 8);
      else copy.writeInt32BE(Math.round(2.2 * 65536), curve + 12);
    }),
    false,
  );
});

test('a profile that ends too early is not taken for sRGB', async () => {
  const profile = await profileOf('srgb');
  for (const length of [0, 20, 131, 140, 300]) assert.equal(isSrgbProfile(profile.subarray(0, length)), false);
});

test('leaving an sRGB profile out changes no value by more than rounding, leaving another one out does', async () => {
  const furthest = async (name: 'srgb' | 'p3'): Promise<number> => {
    const picture = await noise(name);
    const pixels = (ignoreIcc: boolean): Promise<Buffer> => sharp(picture, { ignoreIcc }).toColourspace('srgb').raw().toBuffer();
    const [converted, plain] = [await pixels(false), await pixels(true)];
    return converted.reduce((most, value, at) => Math.max(most, Math.abs(value - (plain[at] ?? 0))), 0);
  };
  assert.ok((await furthest('srgb')) <= 1);
  assert.ok((await furthest('p3')) > 5);
});
