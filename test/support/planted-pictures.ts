import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { drawPicture } from './drawn-pictures.ts';

export const plantedKinds = ['disc', 'triangle'];
export const plantedPerClass = 30;
const side = 160;

/** A drawn shape among pebbles that lie differently in each picture: without them, many would be near-duplicates. */
async function amongPebbles(number: number, kind: number): Promise<Buffer> {
  const picture = sharp(await drawPicture(number, kind, side));
  const { width, height } = await picture.metadata();
  const random = seededRandom(1 + number + 100 * kind);
  const pebbles = Array.from({ length: 8 }, () => {
    const [x, y, radius, grey] = [random() * width, random() * height, 3 + random() * 6, Math.round(40 + 180 * random())];
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="rgb(${grey},${grey},${grey})"/>`;
  });
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${pebbles.join('')}</svg>`;
  return picture
    .composite([{ input: Buffer.from(overlay) }])
    .jpeg({ quality: 82 })
    .toBuffer();
}

/** Discs and triangles, with a disc among the triangles, the same triangle as a smaller copy among the discs, and a black picture. */
export async function plantedPictures(folder: string): Promise<string> {
  for (const [kind, name] of plantedKinds.entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let number = 0; number < plantedPerClass; number++)
      writeFileSync(join(folder, name, `${name}-${number}.jpg`), await amongPebbles(number, kind));
  }
  writeFileSync(join(folder, 'triangle', 'really-a-disc.jpg'), await amongPebbles(plantedPerClass + 1, 0));
  await sharp(join(folder, 'triangle', 'triangle-3.jpg'))
    .resize(120)
    .jpeg({ quality: 60 })
    .toFile(join(folder, 'disc', 'copy-of-3.jpg'));
  await sharp({ create: { width: side, height: side, channels: 3, background: '#000' } })
    .jpeg()
    .toFile(join(folder, 'disc', 'black.jpg'));
  copyFileSync(join(folder, 'disc', 'disc-1.jpg'), join(folder, 'disc', 'same-bytes.jpg'));
  return folder;
}
