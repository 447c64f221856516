import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawPicture } from './drawn-pictures.ts';

export const plantedKinds = ['disc', 'triangle'];
export const plantedPerClass = 30;

/** Discs and triangles, with a disc among the triangles, the same triangle as a smaller copy among the discs, and a black picture. */
export async function plantedPictures(folder: string): Promise<string> {
  for (const [kind, name] of plantedKinds.entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let number = 0; number < plantedPerClass; number++)
      writeFileSync(join(folder, name, `${name}-${number}.jpg`), await drawPicture(number, kind, 160));
  }
  writeFileSync(join(folder, 'triangle', 'really-a-disc.jpg'), await drawPicture(plantedPerClass + 1, 0, 160));
  await sharp(join(folder, 'triangle', 'triangle-3.jpg'))
    .resize(120)
    .jpeg({ quality: 60 })
    .toFile(join(folder, 'disc', 'copy-of-3.jpg'));
  await sharp({ create: { width: 160, height: 160, channels: 3, background: '#000' } })
    .jpeg()
    .toFile(join(folder, 'disc', 'black.jpg'));
  copyFileSync(join(folder, 'disc', 'disc-1.jpg'), join(folder, 'disc', 'same-bytes.jpg'));
  return folder;
}
