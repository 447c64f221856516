import { delimiter, join, relative } from 'node:path';
import type { Handlers, SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { starterSource, usualSource } from '../../domain/models/source-ids.ts';
import { cutOf } from '../../models/library/cuts.ts';
import { inspectSource } from '../../models/backward/source-inspection.ts';
import { listSources, readSource } from '../../models/library/source-models.ts';
import { shippedModels } from '../../program/own-files.ts';
import { OwnSources } from './own-sources.ts';
import { SourceSpeeds } from './source-speeds.ts';
import { studioHome } from '../studio/user-folders.ts';

/** The folders of source models shipped with Graft, or those named by GRAFT_SHIPPED_MODELS. */
function shippedFolders({ GRAFT_SHIPPED_MODELS: named }: NodeJS.ProcessEnv): readonly string[] {
  return named === undefined || named === '' ? shippedModels : named.split(delimiter);
}
const ownFolder = (environment: NodeJS.ProcessEnv): string => join(studioHome(environment), 'models');

/**
 * The folders searched for source models, in order: those named by GRAFT_MODELS (separated as in PATH), the user's own, and those shipped
 * with Graft.
 */
function sourceFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const named = (environment.GRAFT_MODELS ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...named, ownFolder(environment), ...shippedFolders(environment)];
}

/** The source models on the search path. */
export class SourceLibrary {
  readonly folders: readonly string[];
  /** Models that the user has added or made. */
  readonly own: OwnSources;
  readonly speeds: SourceSpeeds;
  readonly #shipped: readonly string[];

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.folders = sourceFolders(environment);
    this.own = new OwnSources(ownFolder(environment));
    this.speeds = new SourceSpeeds(studioHome(environment));
    this.#shipped = shippedFolders(environment);
  }

  async list(): ReturnType<typeof listSources> {
    const { sources, unusable } = await listSources(this.folders, [usualSource, starterSource]);
    const speeds = this.speeds.all();
    return { sources: sources.map((source) => ({ ...this.#placed(source), speed: speeds.get(source.hash) ?? null })), unusable };
  }

  /** Returns the source model with this id, or the default one. Errors: `source-not-found`, those of an unusable model asked for. */
  async find(id: string | undefined): Promise<SourceModel> {
    const { sources, unusable } = await this.list();
    const source =
      id === undefined ? (sources.find((candidate) => candidate.default) ?? sources[0]) : sources.find((candidate) => candidate.id === id);
    if (source) return source;
    // If nothing usable was found, the error of an unusable model says more than `source-not-found`.
    const broken = unusable.find((candidate) => id === undefined || candidate.path.split(/[\\/]/).at(-1) === id);
    if (broken) throw new StudioError(broken.code, { path: broken.path, detail: broken.detail });
    throw new StudioError('source-not-found', { source: id ?? starterSource });
  }

  /** Returns the layer to cut at, or several joined by "+": those asked for, or the last one. Errors: `cut-not-found`. */
  cut(source: SourceModel, asked: string | undefined): string {
    return cutOf(source, asked).layer;
  }

  /** What a card says about its place in a library is valid only in the user's own library. */
  #placed(source: SourceModel): SourceModel {
    if (this.own.holds(source.path)) return { ...source, removable: source.origin === 'added' || source.origin === 'own' };
    const shipped = this.#shipped.some((folder) => !relative(folder, source.path).startsWith('..'));
    return { ...source, origin: shipped ? 'shipped' : 'folder', removable: false };
  }
}

export function sourceHandlers(library: SourceLibrary): Pick<Handlers, 'sources.list' | 'sources.inspect' | 'sources.remove'> {
  return {
    'sources.list': () => library.list(),
    'sources.inspect': async (input) => {
      const source = await library.find(input.source);
      return { source, ...(await inspectSource(await readSource(source.path))) };
    },
    'sources.remove': async ({ source: id }) => {
      const { path, title, removable } = await library.find(id);
      if (!removable) throw new StudioError('source-not-removable', { source: title });
      await library.own.remove(path);
      return {};
    },
  };
}
