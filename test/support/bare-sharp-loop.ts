import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

// The fastest possible import of the folders in the first argument, for comparison: sharp alone, with as many files in parallel as the
// decode pool has. `two-resizes` makes both pictures from the file; `least-work` decodes once and copies a file that is small enough to be
// its own view, as an import does. Prints the number of files and the seconds taken.

const [from = '', to = '', way = ''] = process.argv.slice(2);
const underway = availableParallelism() * 2;
const inside = { fit: 'inside', withoutEnlargement: true } as const;
sharp.cache(false);
sharp.concurrency(1);

const folders = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const files = (
  await Promise.all(folders.map(async ({ name }) => (await readdir(join(from, name))).map((file) => join(from, name, file))))
).flat();
await mkdir(to, { recursive: true });

async function twoResizes(file: string, view: string, thumb: string): Promise<void> {
  await Promise.all([
    sharp(file).autoOrient().resize(512, 512, inside).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(view),
    sharp(file).autoOrient().resize(192, 192, inside).jpeg({ quality: 80 }).toFile(thumb),
  ]);
}

async function leastWork(file: string, view: string, thumb: string): Promise<void> {
  const { width, height } = await sharp(file).metadata();
  const { data, info } = await sharp(file).autoOrient().resize(512, 512, inside).raw().toBuffer({ resolveWithObject: true });
  const raster = { raw: { width: info.width, height: info.height, channels: info.channels } };
  await Promise.all([
    Math.max(width, height) <= 512
      ? copyFile(file, view)
      : sharp(data, raster).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(view),
    sharp(data, raster).resize(192, 192, inside).jpeg({ quality: 80 }).toFile(thumb),
  ]);
}

const make = way === 'least-work' ? leastWork : twoResizes;
const queue = files.entries();
const startedMs = performance.now();
await Promise.all(
  Array.from({ length: underway }, async () => {
    for (const [index, file] of queue) await make(file, join(to, `${index}.view.jpg`), join(to, `${index}.thumb.jpg`));
  }),
);
console.log(JSON.stringify({ files: files.length, seconds: (performance.now() - startedMs) / 1000 }));
await rm(to, { recursive: true, force: true });
