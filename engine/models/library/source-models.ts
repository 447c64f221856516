import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Lineage, SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash } from '../../domain/ids.ts';
import { NotRegular } from '../../files/regular-file.ts';
import { cutOf } from './cuts.ts';
import type { Cut } from './cuts.ts';
import { checkLayers } from '../layers/layer-kinds.ts';
import { layerFacts } from '../layers/layer-shapes.ts';
import { layersUpTo, parseLayersFile, UnsupportedLayer } from '../layers/layers-file.ts';
import type { LayersFile } from '../layers/layers-file.ts';
import { seenImagesFile } from './seen-images.ts';
import { complaint, sourceCard } from './source-card.ts';
import type { SourceCard } from './source-card.ts';
import { bytesInside, insideFolder, modelHash, readInside } from './source-files.ts';
import { DamagedWeights, decodeWeights, groupBytes } from '../layers/weights.ts';
import type { Weight, Weights } from '../layers/weights.ts';

/** A source model on disk: its card and layers, with weights that are read on demand. */
export interface SourceOnDisk {
  readonly folder: string;
  readonly model: SourceModel;
  readonly card: SourceCard;
  readonly file: LayersFile;
  /** @throws StudioError source-weights-damaged */
  weights(): Promise<Weights>;
}
export interface UnusableSource {
  readonly path: string;
  readonly code: 'source-card-damaged' | 'source-weights-damaged' | 'source-unsupported';
  readonly detail: string;
}

/**
 * Lists the source models in folders that are or contain source models, in search-path order. If two have the same id, the first wins; the
 * other is reported, unless it is the same model. Folders of the search path that do not exist are skipped.
 * @param favourites ids: the first one present is the default. Otherwise the first folder of the search path that holds a model decides,
 * with the first card marked as default, or else its first model: a card can never make itself the default of other folders.
 */
export async function listSources(
  folders: readonly string[],
  favourites: readonly string[] = [],
): Promise<{ sources: SourceModel[]; unusable: UnusableSource[] }> {
  const found = new Map<string, SourceOnDisk>();
  const unusable: UnusableSource[] = [];
  const places = new Map<SourceOnDisk, string>();
  for (const { folder, place } of await candidates(folders)) {
    try {
      const source = await readSource(folder);
      places.set(source, place);
      const first = found.get(source.model.id);
      if (first === undefined) found.set(source.model.id, source);
      else if (first.model.hash !== source.model.hash)
        unusable.push({
          path: folder,
          code: 'source-card-damaged',
          detail: `the id "${source.model.id}" is already that of ${first.folder}`,
        });
    } catch (error) {
      unusable.push(asUnusable(folder, error));
    }
  }
  const all = [...found.values()];
  const firstPlace = all.filter((source) => places.get(source) === places.get(all[0]!));
  const chosen =
    favourites.map((id) => found.get(id)).find((source) => source !== undefined)
    ?? firstPlace.find(({ card }) => card.default === true)
    ?? all[0];
  return { sources: all.map((source) => ({ ...source.model, default: source === chosen })), unusable };
}

/**
 * Reads and checks a source folder: source.json, model.json, and the weight files against the sizes and hashes of the card.
 * @throws StudioError source-not-found, source-card-damaged, source-weights-damaged or source-unsupported
 */
export async function readSource(path: string): Promise<SourceOnDisk> {
  const folder = resolve(path);
  const card = await readCard(folder);
  const file = await readLayers(folder);
  const weightFiles = file.groups.flatMap(({ paths }) => paths);
  for (const name of weightFiles) insideFolder(folder, name);
  const hash = (await modelHash(folder, card, weightFiles)) as ContentHash;
  checkSizes(folder, file);
  checkCompanions(folder, card);
  return { folder, card, file, model: describe(folder, card, file, hash), weights: () => readWeights(folder, file) };
}

/** Files of a source folder besides model.json, source.json and the weights. */
export function companions(card: SourceCard): string[] {
  const classNames = card.sourceTask.classNames;
  return [card.licenceFile ?? 'LICENSE', ...(typeof classNames === 'string' ? [classNames] : []), seenImagesFile];
}

/** Returns the requested cut point, which may be several layers joined by "+", or the default one. @throws StudioError cut-not-found */
export function findCut(source: SourceOnDisk, cut?: string): Cut {
  return cutOf(source.model, cut);
}

/** Layers whose weights or outputs depend on the spatial size. */
const countsPlaces = new Set(['Flatten', 'Reshape']);

/** Whether the network up to this cut point accepts square pictures of other sizes, with the same weights and number of features. */
export function takesOtherSizes(source: SourceOnDisk, cut: string): boolean {
  return (layersUpTo(source.file.layers, cut) ?? []).every(({ kind }) => !countsPlaces.has(kind));
}

/** Source model folders without duplicates, with the folder of the search path each was found in. */
async function candidates(folders: readonly string[]): Promise<{ folder: string; place: string }[]> {
  const found = new Map<string, string>();
  const add = (folder: string, place: string): void => {
    if (!found.has(folder)) found.set(folder, place);
  };
  for (const place of folders.map((each) => resolve(each))) {
    if (await isSource(place)) {
      add(place, place);
      continue;
    }
    const names: string[] = await readdir(place).catch(() => []);
    for (const name of names.sort()) if (await isSource(join(place, name))) add(join(place, name), place);
  }
  return [...found].map(([folder, place]) => ({ folder, place }));
}

async function isSource(folder: string): Promise<boolean> {
  const kinds = await Promise.all(
    ['model.json', 'source.json'].map((name) =>
      stat(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return kinds.some(Boolean);
}

function asUnusable(path: string, error: unknown): UnusableSource {
  if (!(error instanceof StudioError)) throw error;
  const code = error.code === 'source-weights-damaged' || error.code === 'source-unsupported' ? error.code : 'source-card-damaged';
  return { path, code, detail: String(error.facts.detail ?? '') };
}

async function readCard(folder: string): Promise<SourceCard> {
  const damaged = (detail: string) => new StudioError('source-card-damaged', { path: folder, file: 'source.json', detail });
  const checked = sourceCard.safeParse(await readJson(folder, 'source.json'));
  if (!checked.success) throw damaged(`source.json, ${complaint(checked.error)}`);
  return checked.data;
}

async function readLayers(folder: string): Promise<LayersFile> {
  try {
    const file = parseLayersFile(await readJson(folder, 'model.json'));
    const card = await readCard(folder);
    for (const { layer } of card.cutPoints) checkCut(folder, file, layer);
    return file;
  } catch (error) {
    if (error instanceof UnsupportedLayer)
      throw new StudioError('source-unsupported', { path: folder, layer: error.layer, detail: error.layer });
    if (!(error instanceof z.ZodError)) throw error;
    throw new StudioError('source-card-damaged', { path: folder, file: 'model.json', detail: `model.json, ${complaint(error)}` });
  }
}

function checkCut(folder: string, file: LayersFile, cut: string): void {
  const layers = layersUpTo(file.layers, cut);
  if (layers !== undefined) return checkLayers(layers);
  throw new StudioError('source-card-damaged', { path: folder, file: 'source.json', detail: `the cut "${cut}" is no layer of model.json` });
}

async function readJson(folder: string, name: string): Promise<unknown> {
  const damaged = (detail: string) => new StudioError('source-card-damaged', { path: folder, file: name, detail });
  const text = await readInside(folder, name)
    .then(String)
    .catch(async (error: NodeJS.ErrnoException) => {
      const exists = await stat(folder).then(
        () => true,
        () => false,
      );
      if (!exists) throw new StudioError('source-not-found', { source: folder, path: folder });
      throw damaged(`${name} cannot be read (${error.code ?? error.message})`);
    });
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(`${name} is not JSON`);
  }
}

function checkSizes(folder: string, file: LayersFile): void {
  for (const group of file.groups) {
    const bytes = group.paths.reduce((sum, name) => sum + (bytesInside(folder, name) ?? 0), 0);
    if (bytes === groupBytes(group)) continue;
    const detail = `${group.paths.join(', ')}: ${bytes} bytes instead of ${groupBytes(group)}`;
    throw new StudioError('source-weights-damaged', { path: folder, file: group.paths.join(', '), detail });
  }
}

/** Companion files may be missing; those present go into exports and must be files inside this folder. */
function checkCompanions(folder: string, card: SourceCard): void {
  for (const name of companions(card)) {
    try {
      bytesInside(folder, name);
    } catch (error) {
      if (!(error instanceof NotRegular)) throw error;
      throw new StudioError(
        'source-card-damaged',
        { path: folder, file: name, detail: `${name} cannot be read (${error.code})` },
        { cause: error },
      );
    }
  }
}

async function readWeights(folder: string, file: LayersFile): Promise<Weights> {
  const all = new Map<string, Map<string, Weight>>();
  for (const group of file.groups) {
    const damaged = (detail: string, cause?: unknown) =>
      new StudioError('source-weights-damaged', { path: folder, file: group.paths.join(', '), detail }, { cause });
    try {
      const parts = await Promise.all(group.paths.map((name) => readInside(folder, name)));
      for (const [layer, weights] of decodeWeights(group, Buffer.concat(parts))) {
        all.set(layer, new Map([...(all.get(layer) ?? []), ...weights]));
      }
    } catch (error) {
      if (error instanceof DamagedWeights) throw damaged(error.message, error);
      throw damaged(`the weights cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    }
  }
  return all;
}

function describe(folder: string, card: SourceCard, file: LayersFile, hash: ContentHash): SourceModel {
  return {
    id: card.id,
    title: card.title,
    task: card.sourceTask.dataset,
    inputSize: card.inputSize[0],
    parameters: card.parameters,
    multiplyAdds: multiplyAdds(card, file),
    cuts: card.cutPoints.map(({ layer, outputShape }) => ({ layer, shape: outputShape, features: outputShape.at(-1) ?? 0 })),
    licence: card.licence,
    hash,
    path: folder,
    default: card.default === true,
    origin: card.library?.origin ?? 'folder',
    from: card.library?.from ?? originOf(card),
    verified: ['model.json', ...file.groups.flatMap(({ paths }) => paths)].every((name) => card.files?.[name] !== undefined),
    removable: false,
    lineage: card.lineage === undefined || card.lineage === null ? null : lineageOf(card.lineage),
    speed: null,
  };
}

function lineageOf({ project, run, method, images, classes, from, accuracy, baseline }: NonNullable<SourceCard['lineage']>): Lineage {
  return { project, run: run as Lineage['run'], method, images, classes, from, accuracy, baseline };
}

/** In millions: as stated in the card, otherwise counted; null if a layer after the cut points is unknown. */
function multiplyAdds(card: SourceCard, file: LayersFile): number | null {
  if (card.multiplyAdds !== undefined && card.multiplyAdds !== null) return card.multiplyAdds / 1e6;
  try {
    return layerFacts(file, [...card.inputSize, 3]).reduce((sum, layer) => sum + layer.multiplyAdds, 0) / 1e6;
  } catch (error) {
    if (error instanceof UnsupportedLayer) return null;
    throw error;
  }
}

/** The address, repository or file stated in a card as the origin of its model. */
function originOf({ origin }: SourceCard): string | null {
  const told = ['url', 'repo', 'file', 'recipe'].map((key) => origin?.[key]).find((value) => typeof value === 'string');
  return typeof told === 'string' ? told : null;
}
