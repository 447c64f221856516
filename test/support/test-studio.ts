import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  requests,
  type CheckedInput,
  type EventName,
  type Events,
  type Handlers,
  type JobId,
  type Output,
  type ProjectId,
  type RequestName,
  type SourceModel,
} from '../../engine/contract/index.ts';
import { StudioError, type Failure } from '../../engine/domain/failure.ts';
import { OneTimeTokens } from '../../engine/host/access.ts';
import { listen, type Listening } from '../../engine/host/listen.ts';
import { screenFiles } from '../../engine/host/screens.ts';
import { Uploads } from '../../engine/host/uploads.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { refusalWords } from '../../engine/words/words.ts';
import { KnownProjects } from '../../engine/work/projects/known-projects.ts';
import { projectSummary } from '../../engine/work/projects/project-summary.ts';
import { usualFetching } from '../../engine/work/sources/fetching.ts';
import { offeredSources, type OfferedSource } from '../../engine/work/sources/offered-sources.ts';
import { SourceLibrary } from '../../engine/work/sources/source-library.ts';
import { Studio } from '../../engine/work/studio.ts';
import { Settings } from '../../engine/work/studio/settings.ts';
import type { GivenParts } from '../../engine/work/studio/studio-parts.ts';
import type { UserFolders } from '../../engine/work/studio/user-folders.ts';
import { DrawnLearner } from './screens/drawn-learner.ts';
import { DrawnPool } from './screens/drawn-pool.ts';
import { writeDrawnSources, type SourcePlaces } from './screens/drawn-sources.ts';
import { makeUserFolders } from './screens/picture-folders.ts';
import { ProjectFiller, TestProject } from './screens/test-project.ts';

const screensFolder = join(import.meta.dirname, '../../dist/renderer');
const hourMs = 3_600_000;

/** Fills a project before it is opened. */
export type Fill = (project: ProjectFiller) => void | Promise<void>;

/** Records which files arrived. */
class HeardUploads extends Uploads {
  /** Paths by upload id, in order of arrival. */
  readonly files = new Map<string, string[]>();

  override async receive(upload: string, path: string, body: ReadableStream<Uint8Array> | null): Promise<void> {
    await super.receive(upload, path, body);
    this.files.set(upload, [...(this.files.get(upload) ?? []), path]);
  }
}

/**
 * The real studio in this process, with its database, queue, contract and host, over temporary user folders and a library of two tiny
 * source models. Only its decode pool and its learner are fakes. Every request can be delayed, made to fail, or answered differently. Needs
 * `end`.
 */
export class TestStudio {
  readonly folders: UserFolders;
  /** The folder with the images of the projects that the test adds. */
  readonly pictures: string;
  /** Every answered request, in order, with its input. */
  readonly asked: { name: RequestName; input: unknown }[] = [];
  /** The delay of every answer to these requests. */
  readonly delaysMs = new Map<RequestName, number>();
  /** The duration of one step of the learner. */
  jobStepMs = 60;
  readonly learner = new DrawnLearner(this);
  /** The source models available for download. */
  readonly offers: OfferedSource[] = [...offeredSources];
  /** The time the pool takes for a picture, and the failure it then throws. */
  pictureMs = 0;
  pictureFailure: Failure | null = null;
  /** The folders of the source models. */
  readonly sources: SourcePlaces;
  readonly #folder: string;
  readonly #failures = new Map<RequestName, Failure>();
  readonly #own: Partial<Handlers> = {};
  readonly #uploads: HeardUploads;
  readonly #tokens = new OneTimeTokens();
  #studio: Studio;
  #listening: Listening | null = null;
  #port = 0;

  constructor() {
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), 'graft-studio-')));
    const at = (name: string): string => join(this.#folder, name);
    this.folders = { start: at('ada'), home: at('home'), projects: at('ada/Graft'), cache: at('cache') };
    this.pictures = at('data/pictures');
    this.sources = { shipped: at('shipped'), own: at('home/models') };
    this.#uploads = new HeardUploads(at('home/uploads'));
    makeUserFolders(this.folders.start);
    mkdirSync(this.folders.projects);
    new Settings(this.folders.home).set({ by: 'Ada' });
    this.#studio = new Studio(this.#parts());
  }

  get queue(): Studio['queue'] {
    return this.#studio.queue;
  }

  /** Adds a known project that is closed and was last opened five hours ago. */
  async addProject(name: string, fill: Fill = () => {}): Promise<TestProject> {
    const id = crypto.randomUUID() as string as ProjectId;
    const path = join(this.folders.projects, `${name}.graft`);
    if (!existsSync(this.sources.shipped)) await writeDrawnSources(this.sources);
    const store = ProjectStore.create(path, { name, id, at: Date.now() });
    await fill(new ProjectFiller(store, this.pictures, await this.source()));
    const { images, labelled, classes } = projectSummary(store);
    store.close();
    new KnownProjects(this.folders.home).remember({
      id,
      path,
      name,
      images,
      labelled,
      classes: classes.length,
      openedAt: Date.now() - 5 * hourMs,
    });
    return new TestProject(this, id, path);
  }

  /** Removes a project from the list of known ones. */
  forget({ path }: { readonly path: string }): void {
    new KnownProjects(this.folders.home).forget(path);
  }

  /** Opens a project without a request. */
  open({ path }: { readonly path: string }): void {
    void this.#studio.handlers['projects.open']({ path });
  }

  /** Closes a project, as a studio does when it ends. */
  async close({ id }: { readonly id: ProjectId }): Promise<void> {
    await this.#studio.handlers['projects.close']({ project: id });
  }

  /** Replaces handlers. */
  answerWith(own: Partial<Handlers>): void {
    Object.assign(this.#own, own);
  }

  /** The source model with this id, or the default one. */
  source(id?: string): Promise<SourceModel> {
    return this.#library().find(id);
  }

  /** Answers a request as if a screen had made it, without recording it in `asked`. */
  async ask<N extends RequestName>(name: N, input: CheckedInput<N>): Promise<Output<N>> {
    return (this.handlerOf(name) as (input: CheckedInput<N>) => Output<N> | Promise<Output<N>>)(input);
  }

  /** Waits for a job, whose steps take no time from now on. Throws its failure. */
  async done({ job }: { readonly job: JobId }): Promise<void> {
    this.jobStepMs = 0;
    const { failure } = await this.queue.ended(job);
    if (failure) throw new StudioError(failure.code, failure.facts);
  }

  handlerOf<N extends RequestName>(name: N): Handlers[N] {
    return this.#own[name] ?? this.#studio.handlers[name];
  }

  /** Makes the next answer to this request fail. */
  failNext(name: RequestName, failure: Failure): void {
    this.#failures.set(name, failure);
  }

  /** The paths of the files that arrived, by upload id. */
  get uploads(): ReadonlyMap<string, readonly string[]> {
    return this.#uploads.files;
  }

  /** The address of a page that is already authenticated. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** The address with a token that admits one page. */
  get address(): string {
    return `${this.origin}?token=${this.#tokens.current}`;
  }

  /** Listens on a free local port; after `stop`, starts a new studio on the same port. */
  async start(): Promise<void> {
    if (this.#port !== 0) this.#studio = new Studio(this.#parts());
    this.#listening = await listen(
      {
        handlers: this.#heard(),
        bus: this.#studio.bus,
        uploads: this.#uploads,
        screens: screenFiles(screensFolder),
        picture: (...asked) => this.#studio.picture(...asked),
        thumbnail: (...asked) => this.#studio.thumbnail(...asked),
        thumbnails: (...asked) => this.#studio.thumbnails(...asked),
        classifiedPicture: (...asked) => this.#studio.classifiedPicture(...asked),
      },
      { kind: 'loopback', tokens: this.#tokens },
      { port: this.#port },
    );
    this.#port = this.#listening.port!;
  }

  /** Cuts all connections and closes all projects. */
  async stop(): Promise<void> {
    await this.#listening?.close();
    this.#listening = null;
    await this.#studio.close();
  }

  /** Stops for good and removes all files of the user. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  tell<N extends EventName>(event: N, data: Events[N]): void {
    this.#studio.bus.emit(event, data);
  }

  #parts(): GivenParts {
    return {
      now: Date.now,
      folders: this.folders,
      pool: new DrawnPool(() => this.#beforePicture()),
      library: this.#library(),
      learner: this.learner,
      answerer: new DrawnLearner(this),
      fetching: { ...usualFetching(this.folders.home), offers: this.offers },
      uploads: this.#uploads,
      reasonInWords: (refusal) => refusalWords(refusal).what,
    };
  }

  #library(): SourceLibrary {
    return new SourceLibrary({ GRAFT_HOME: this.folders.home, GRAFT_SHIPPED_MODELS: this.sources.shipped });
  }

  async #beforePicture(): Promise<void> {
    await sleep(this.pictureMs);
    if (this.pictureFailure) throw new StudioError(this.pictureFailure.code, this.pictureFailure.facts);
  }

  #heard(): Handlers {
    return Object.fromEntries(
      (Object.keys(requests) as RequestName[]).map((name) => [name, (input: unknown) => this.#answer(name, input)]),
    ) as unknown as Handlers;
  }

  async #answer(name: RequestName, input: unknown): Promise<unknown> {
    await sleep(this.delaysMs.get(name) ?? 0);
    this.asked.push({ name, input });
    const failure = this.#failures.get(name);
    this.#failures.delete(name);
    if (failure) throw new StudioError(failure.code, failure.facts);
    return (this.handlerOf(name) as (input: unknown) => unknown)(input);
  }
}
