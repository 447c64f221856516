/**
 * Draws the program's icon in every size the three systems need, from the logo used on the screens. Run it after the logo has changed:
 * `node build/icons/draw.mjs`. The results are committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { icnsFile, icoFile } from './icon-files.mjs';

const folder = path.dirname(fileURLToPath(import.meta.url));
const mark = readFileSync(path.join(folder, '..', '..', 'renderer', 'public', 'icon.svg'), 'utf8');
const markSide = 32;

const linuxSizes = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];
const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];
const macSizes = [16, 32, 64, 128, 256, 512, 1024];

/** On a Mac, icons fill 824 of 1024 units, so that all look the same size in the Dock. */
const macShare = 824 / 1024;
/** Lines thinner than this many pixels blur to grey. */
const lineMinPixels = 1.7;

/** @param {number} size @param {number} share of the side that the logo fills */
function drawing(size, share) {
  const unitPixels = (size * share) / markSide;
  const body = mark
    .replace(/^.*?<svg[^>]*>|<\/svg>\s*$/gs, '')
    .replace(/stroke-width="([\d.]+)"/g, (_, width) => `stroke-width="${Math.max(Number(width), lineMinPixels / unitPixels)}"`);
  const side = markSide / share;
  const margin = (side - markSide) / 2;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="${-margin} ${-margin} ${side} ${side}">${body}</svg>`,
  );
}

/** @param {number} size @param {number} [share] */
const png = (size, share = 1) => sharp(drawing(size, share)).png({ compressionLevel: 9 }).toBuffer();
/** @param {number} size */
const pixels = (size) => sharp(drawing(size, 1)).ensureAlpha().raw().toBuffer();

for (const size of linuxSizes) writeFileSync(path.join(folder, `${size}x${size}.png`), await png(size));
writeFileSync(
  path.join(folder, 'icon.ico'),
  icoFile(await Promise.all(windowsSizes.map(async (size) => ({ size, png: await png(size), rgba: await pixels(size) })))),
);
writeFileSync(
  path.join(folder, 'icon.icns'),
  icnsFile(new Map(await Promise.all(macSizes.map(async (size) => /** @type {const} */ ([size, await png(size, macShare)]))))),
);
