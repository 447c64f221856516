import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Handlers, SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { bytesInside, insideFolder } from '../../models/library/source-files.ts';
import { companions, readSource } from '../../models/library/source-models.ts';
import type { SourceLibrary } from './source-library.ts';
import { writeZip, type ZipPart } from '../../files/zip-file.ts';

/** The files of a source model for a zip that can be added elsewhere; leaves out what its card says about this library. */
async function partsOf({ path, id }: SourceModel): Promise<ZipPart[]> {
  const { card, file, folder } = await readSource(path);
  const { library: _here, default: _chosenHere, ...passedOn } = card;
  const needed = ['model.json', ...file.groups.flatMap(({ paths }) => paths)];
  const beside = companions(card).filter((name) => bytesInside(folder, name) !== null);
  return [
    { name: `${id}/source.json`, content: { text: `${JSON.stringify(passedOn, null, 1)}\n` } },
    ...[...needed, ...beside].map((name) => ({ name: `${id}/${name}`, content: { path: insideFolder(folder, name) } })),
  ];
}

export function exportSourceHandlers(library: SourceLibrary): Pick<Handlers, 'sources.export'> {
  return {
    'sources.export': async ({ source, out }) => {
      const file = resolve(out);
      const parts = await partsOf(await library.find(source));
      if (existsSync(file)) throw new StudioError('output-exists', { path: file });
      return { file, bytes: await writeZip(file, parts) };
    },
  };
}
