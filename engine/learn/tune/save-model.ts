import { createHash } from 'node:crypto';
import { rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lineage } from '../../contract/index.ts';
import type { ContentHash } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { systemCode } from '../../domain/disk-fault.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { syncFolder, writeHead, writeSynced } from '../head/head-file.ts';
import { layersUpTo } from '../../models/layers/layers-file.ts';
import { seenImagesFile } from '../../models/library/seen-images.ts';
import { readInside } from '../../models/library/source-files.ts';
import { readSource, type SourceOnDisk } from '../../models/library/source-models.ts';
import type { Weights } from '../../models/layers/weights.ts';
import { makeFolders } from '../../files/make-folders.ts';

export interface TunedModel {
  /** The model whose architecture it has. */
  readonly source: SourceOnDisk;
  readonly cut: string;
  readonly weights: Weights;
  readonly head: LinearHead;
  readonly lineage: Omit<Lineage, 'accuracy' | 'baseline'>;
  /** On its own test images; null for a trial, which was not tested and whose card has no lineage. */
  readonly score: Pick<Lineage, 'accuracy' | 'baseline'> | null;
  readonly classNames: readonly string[];
  /** Hashes of the images it was trained or chosen on. */
  readonly seen: readonly ContentHash[];
}

/** Folder of the model in a run folder, and the checkpoint of its training. */
const modelFolder = (runFolder: string): string => join(runFolder, 'model');
export const checkpointFile = (runFolder: string): string => join(runFolder, 'checkpoint');

/**
 * Saves a trained network with its head: `model/`, a regular source folder (model.json, weights.bin as float32, source.json with the hash
 * of each file, the licence of its source), then head.bin and, last, head.json, which makes the run folder a finished run. All files are
 * complete and synced before the first one appears under its name. The checkpoint stays: it is obsolete only once the studio has recorded
 * the run. Returns the model as read back. Errors: `disk-full`, `folder-read-only`.
 */
export async function saveTunedModel(runFolder: string, tuned: TunedModel): Promise<SourceOnDisk> {
  const draft = join(runFolder, '.saving');
  try {
    await rm(draft, { recursive: true, force: true });
    makeFolders(modelFolder(draft));
    await writeModel(modelFolder(draft), tuned);
    await writeHead(draft, tuned.head);
    await readSource(modelFolder(draft));
    for (const folder of [modelFolder(draft), draft]) await syncFolder(folder);
    // A model without head.json is left over from a kill during these last steps.
    await rm(modelFolder(runFolder), { recursive: true, force: true });
    for (const name of ['model', 'head.bin', 'head.json']) await rename(join(draft, name), join(runFolder, name));
    await syncFolder(runFolder);
    await rmdir(draft);
    return await readSource(modelFolder(runFolder));
  } catch (error) {
    // A failed clean-up must not hide the original error.
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw writingFailure(error, runFolder);
  }
}

async function writeModel(folder: string, tuned: TunedModel): Promise<void> {
  const { source, cut, seen } = tuned;
  const layers = new Set((layersUpTo(source.file.layers, cut) ?? []).map(({ name }) => name));
  const entries = [...tuned.weights].flatMap(([layer, own]) =>
    layers.has(layer) ? [...own].map(([name, weight]) => ({ name: `${layer}/${name}`, weight })) : [],
  );
  const bytes = Buffer.concat(entries.map(({ weight: { values } }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
  const manifest = [
    { paths: ['weights.bin'], weights: entries.map(({ name, weight }) => ({ name, shape: weight.shape, dtype: 'float32' })) },
  ];
  const original = JSON.parse(String(await readInside(source.folder, 'model.json'))) as Record<string, unknown>;
  const model = Buffer.from(
    JSON.stringify({ ...original, modelTopology: topologyUpTo(original.modelTopology, layers, cut), weightsManifest: manifest }),
  );
  const files = { 'model.json': stated(model), 'weights.bin': stated(bytes) };
  await writeSynced(join(folder, 'model.json'), model);
  await writeSynced(join(folder, 'weights.bin'), bytes);
  const licenceFile = await copyLicence(source, folder);
  const seenBefore = await readInside(source.folder, seenImagesFile).then(String, (error: unknown) => {
    // Only a missing file means that none were seen.
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  });
  await writeSynced(
    join(folder, seenImagesFile),
    [...new Set([...seenBefore.split('\n'), ...seen].filter(Boolean))].map((hash) => `${hash}\n`).join(''),
  );
  const card = {
    ...cardOf(tuned, layers, bytes.length / Float32Array.BYTES_PER_ELEMENT),
    ...(licenceFile === null ? {} : { licenceFile }),
    files,
  };
  await writeSynced(join(folder, 'source.json'), `${JSON.stringify(card, null, 1)}\n`);
}

function cardOf(
  { source: { card, model }, cut, lineage, score, classNames }: TunedModel,
  layers: ReadonlySet<string>,
  parameters: number,
): object {
  const { project, run, method, images } = lineage;
  const cuts = card.cutPoints.filter(({ layer }) => layers.has(layer) && layer !== cut);
  const slug = project
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return {
    id: `${slug || 'project'}-run-${run}`,
    title: `${project}, run ${run}`,
    ...(card.architecture === undefined ? {} : { architecture: card.architecture }),
    inputSize: card.inputSize,
    inputScaling: card.inputScaling,
    colourOrder: card.colourOrder,
    cutPoints: [...cuts, card.cutPoints.find(({ layer }) => layer === cut)!],
    sourceTask: {
      dataset: `${project}: ${images} images of ${classNames.length} classes`,
      classes: classNames,
      method,
      startedFrom: lineage.from,
    },
    licence: card.licence,
    licenceNote:
      method === 'fine-tune'
        ? `Weights of "${model.title}", changed by training; its licence goes on to hold. The images it was trained on have terms of their own.`
        : `Architecture of "${model.title}" under its licence; the weights were trained from a random start. The images have terms of their own.`,
    parameters,
    multiplyAdds: model.cuts.at(-1)?.layer === cut ? (card.multiplyAdds ?? null) : null,
    ...(score === null ? {} : { lineage: { ...lineage, ...score } }),
  };
}

/** Keeps the needed layers, in any of the forms a topology can have, with the cut point as the only output. */
function topologyUpTo(topology: unknown, layers: ReadonlySet<string>, cut: string): unknown {
  const { model_config: inner, ...around } = topology as { model_config?: unknown };
  if (inner !== undefined) return { ...around, model_config: topologyUpTo(inner, layers, cut) };
  const network = topology as { config: { layers?: unknown[] } | unknown[] };
  const needed = (all: readonly unknown[]): unknown[] => all.filter((layer) => layers.has(nameOf(layer)));
  if (Array.isArray(network.config)) return { ...network, config: needed(network.config) };
  const ends = 'output_layers' in network.config ? { output_layers: [[cut, 0, 0]] } : {};
  return { ...network, config: { ...network.config, layers: needed(network.config.layers ?? []), ...ends } };
}

function nameOf(layer: unknown): string {
  const { name, config } = layer as { name?: string; config?: { name?: string } };
  return name ?? config?.name ?? '';
}

/** Returns the name of the licence file; null if the source has none. */
async function copyLicence({ folder, card }: SourceOnDisk, to: string): Promise<string | null> {
  const name = card.licenceFile ?? 'LICENSE';
  try {
    await writeSynced(join(to, 'LICENSE'), await readInside(folder, name));
    return 'LICENSE';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function stated(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
