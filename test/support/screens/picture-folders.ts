import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cutShortContent, pictureContent } from './drawn-pool.ts';

/** Creates a user's folders: `Documents` without images, `Pictures` with twelve, and no images yet in the folders below. */
export function makeUserFolders(start: string): void {
  for (const folder of ['Documents', 'Projects', 'Pictures/Herbarium 2025', 'Pictures/Microscope'])
    mkdirSync(join(start, folder), { recursive: true });
  for (let at = 1; at <= 12; at += 1) writeFileSync(join(start, 'Pictures', `holiday-${at}.jpg`), pictureContent(9000 + at, 1));
}

/** Adds images in one flat folder. */
export function fillMicroscope(start: string, pictures = 1203): void {
  for (let at = 1; at <= pictures; at += 1) writeFileSync(join(start, 'Pictures/Microscope', `plate-${at}.jpg`), pictureContent(at, 2));
}

/** Adds two classes split into train and test, in folders by day: eight images per class for training, four for testing. */
export function fillGivenSplit(start: string): void {
  for (const [kind, name] of ['healthy', 'rust'].entries()) {
    for (let at = 0; at < 12; at += 1) {
      const folder = join(start, 'Pictures/Plates', at < 8 ? 'train' : 'test', name, `2023-05-0${1 + (at % 2)}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `plate-${at}.jpg`), pictureContent(3000 + 100 * kind + at, kind));
    }
  }
}

/**
 * Adds three class folders of forty images each, with everything that an import reports: two images in two class folders, two copies, three
 * refused files, six files of other kinds, and a folder `salix` beside `Salix`.
 */
export function fillHerbarium(start: string): void {
  const root = join(start, 'Pictures/Herbarium 2025');
  const put = (name: string, content: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  };
  const name = (folder: string, at: number): string => `${folder.toLowerCase()}-${String(at).padStart(4, '0')}.jpg`;
  const content = (kind: number, at: number): string => pictureContent(1000 * (kind + 1) + at, kind);
  for (const [kind, folder] of ['Betula', 'Quercus', 'Salix'].entries()) {
    for (let at = 1; at <= 40; at += 1)
      put(`${folder}/${folder === 'Salix' && at === 40 ? 'wet places/salix/' : ''}${name(folder, at)}`, content(kind, at));
  }
  put(`Quercus/${name('Betula', 4)}`, content(0, 4));
  put(`Salix/${name('Quercus', 5)}`, content(1, 5));
  put('Betula/copy of betula-0001.jpg', content(0, 1));
  put('Salix/so-called salix-0007.jpg', content(2, 7));
  put('Betula/scan-17.jpg', cutShortContent);
  put('Quercus/notes.png', 'these are notes');
  put('Salix/empty.tif', '');
  for (let at = 1; at <= 6; at += 1) put(`list-${at}.txt`, 'a list');
}
