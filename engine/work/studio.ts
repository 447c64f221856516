import type { Handlers } from '../contract/index.ts';
import type { Failure } from '../domain/failure.ts';
import type { ContentHash, ImageId, ProjectId } from '../domain/ids.ts';
import { DecodePool } from '../images/pool.ts';
import { Learner } from '../learner/client.ts';
import { Questions } from '../learner/questions.ts';
import { addSourceHandlers } from './sources/add-source.ts';
import { browseHandlers } from './images/browse-images.ts';
import { folderHandlers } from './studio/browse-folders.ts';
import { compareHandlers } from './reports/compare-arms.ts';
import { downloadHandlers } from './sources/download-source.ts';
import { usualFetching } from './sources/fetching.ts';
import { EventBus } from './studio/event-bus.ts';
import { exportHandlers } from './use/export-run.ts';
import { exportSourceHandlers } from './sources/export-source.ts';
import { HitRates } from './ranking/hit-rates.ts';
import { importHandlers } from './images/import-images.ts';
import { jobHandlers, JobQueue } from './studio/job-queue.ts';
import { readingHandlers } from './images/picture-readings.ts';
import { windowHandlers } from './images/picture-windows.ts';
import { exportLabelsHandlers } from './labels/export/export-labels.ts';
import { findFilesHandlers } from './images/find-files.ts';
import { viewHandlers } from './images/named-views.ts';
import { packHandlers } from './projects/pack-project.ts';
import { unpackHandlers } from './projects/unpack-project.ts';
import { groupHandlers } from './labels/group-images.ts';
import { labelHandlers } from './labels/label-images.ts';
import { labelImportHandlers } from './labels/import-labels.ts';
import { ladderHandlers } from './runs/ladder.ts';
import { machineHandlers } from './studio/machine-report.ts';
import { exampleHandlers } from './images/open-example.ts';
import { measureHandlers } from './sources/measure-source.ts';
import { MeasuredSpeeds } from './studio/measured-speeds.ts';
import { TrainingPaces } from './studio/training-paces.ts';
import { dismissHandlers, keepJob, keptJobs } from './projects/kept-jobs.ts';
import { ProjectShelf } from './projects/open-project.ts';
import { planHandlers } from './runs/plan-run.ts';
import { ClassifiedFolders } from './use/classified-folders.ts';
import { ClassifiedPictures } from './use/classified-pictures.ts';
import { classifiedHandlers } from './use/classified-requests.ts';
import { predictionHandlers } from './use/predict-folder.ts';
import { cacheHandlers } from './images/empty-cache.ts';
import { pictureFile, type PictureKind } from './images/project-pictures.ts';
import { thumbnailOf, thumbnailsAtHand, thumbnailsMade } from './images/thumbnails.ts';
import { projectHandlers } from './projects/projects.ts';
import { refusingReadOnly } from './projects/read-only.ts';
import { restoreHandlers } from './projects/restore-project.ts';
import { Settings, settingsHandlers } from './studio/settings.ts';
import { sourceHandlers, SourceLibrary } from './sources/source-library.ts';
import { rankingHandlers } from './ranking/rank-sources.ts';
import { groupProposalHandlers } from './review/likely-groups.ts';
import { reviewHandlers } from './review/review-data.ts';
import { mapHandlers } from './similar/image-map.ts';
import { similarHandlers } from './similar/similar-images.ts';
import { reportHandlers } from './reports/reports.ts';
import type { GivenParts, ReasonInWords, StudioParts, UploadFolders } from './studio/studio-parts.ts';
import { runHandlers } from './runs/run-requests.ts';
import { testSetHandlers } from './runs/test-set.ts';
import { trialHandlers } from './ranking/try-ranking.ts';
import { userFolders } from './studio/user-folders.ts';

/** Returns the parts of the user's studio, with the folders named by the environment. Starts no process yet. */
export function studioParts(uploads: UploadFolders, reasonInWords: ReasonInWords): GivenParts {
  const folders = userFolders();
  return {
    now: Date.now,
    folders,
    pool: new DecodePool(),
    learner: new Learner(),
    // Frees its memory after a short idle time; the first process to be killed when memory runs out.
    answerer: new Learner({ idleMs: 2 * 60_000, isExpendable: true }),
    library: new SourceLibrary(),
    fetching: usualFetching(folders.home),
    uploads,
    reasonInWords,
  };
}

/** How often open projects are asked whether their images are still there. */
const looksEveryMs = 60_000;

/** Everything a studio process does, without an interface: the basis of the host and the command. */
export class Studio {
  readonly bus = new EventBus();
  readonly queue: JobQueue;
  readonly handlers: Handlers;
  readonly #parts: StudioParts;
  readonly #classified: ClassifiedPictures;
  readonly #shelf: ProjectShelf;
  readonly #looking: NodeJS.Timeout;

  constructor(given: GivenParts) {
    const {
      now,
      folders: { home, projects: folder },
    } = given;
    this.queue = new JobQueue((job) => this.bus.emit('jobs.changed', { job }), now, {
      nameOf: (project) => this.#shelf.get(project).name,
      explain: (failure, project) => this.#explained(failure, project),
      keep: (job) => {
        if (job.project !== null) keepJob(this.#shelf.find(job.project), job);
      },
    });
    const settings = new Settings(home);
    this.#shelf = new ProjectShelf({
      home,
      folder,
      now,
      by: () => settings.get().by,
      onChanged: (project) => this.bus.emit('projects.changed', { project }),
      onOpened: (store) => {
        this.queue.know(keptJobs(store, now()));
      },
      onProblem: ({ code, facts }) => console.error(code, facts),
    });
    // Unless the last look has not come to an end: a network drive that is gone may take minutes to say so.
    let looks = false;
    this.#looking = setInterval(() => {
      if (looks) return;
      looks = true;
      void this.#shelf.lookAgain().finally(() => {
        looks = false;
      });
    }, looksEveryMs).unref();
    const parts: StudioParts = {
      ...given,
      projects: this.#shelf,
      queue: this.queue,
      questions: new Questions(given.learner, given.answerer),
      speeds: new MeasuredSpeeds(home),
      paces: new TrainingPaces(home),
      hitRates: new HitRates(home),
    };
    this.#parts = parts;
    const classified = new ClassifiedFolders(home);
    this.#classified = new ClassifiedPictures(given.pool, classified);
    const projects = projectHandlers(this.#shelf);
    this.handlers = refusingReadOnly(this.#shelf, {
      ...projects,
      ...restoreHandlers(parts),
      ...cacheHandlers(parts),
      ...exampleHandlers(parts),
      ...packHandlers(parts),
      ...unpackHandlers(parts),
      ...browseHandlers(this.#shelf),
      ...importHandlers(parts),
      ...findFilesHandlers(parts),
      ...viewHandlers(this.#shelf),
      ...readingHandlers(parts),
      ...windowHandlers(parts),
      ...labelHandlers(this.#shelf),
      ...groupHandlers(this.#shelf),
      ...labelImportHandlers(this.#parts),
      ...exportLabelsHandlers(parts),
      ...sourceHandlers(parts.library),
      ...addSourceHandlers(parts),
      ...exportSourceHandlers(parts.library),
      ...measureHandlers(parts),
      ...downloadHandlers(parts),
      ...rankingHandlers(parts),
      ...trialHandlers(parts),
      ...reviewHandlers(parts),
      ...groupProposalHandlers(parts),
      ...similarHandlers(parts),
      ...mapHandlers(parts),
      ...runHandlers(parts),
      ...planHandlers(parts),
      ...ladderHandlers(parts),
      ...compareHandlers(parts),
      ...reportHandlers(parts),
      ...testSetHandlers(parts),
      ...exportHandlers(parts),
      ...predictionHandlers(parts, classified),
      ...classifiedHandlers(parts, classified),
      ...jobHandlers(this.queue),
      ...dismissHandlers(this.#shelf),
      ...machineHandlers(parts),
      ...folderHandlers(parts.folders),
      ...settingsHandlers(settings),
      'projects.open': async (input) => {
        // A moved project must be closed before it can be opened at its new path.
        for (const project of this.#shelf.moved()) {
          await this.queue.stopAll(project);
          this.#shelf.close(project);
        }
        return projects['projects.open'](input);
      },
      'projects.close': async (input) => {
        await this.queue.stopAll(input.project);
        await this.#shelf.backUp(input.project);
        return projects['projects.close'](input);
      },
    });
  }

  /** If the project's folder was moved, that is the cause of any failure of its jobs. */
  #explained(failure: Failure, project: ProjectId): Failure {
    const store = this.#shelf.find(project);
    return store === null || store.isInPlace || failure.code === 'stopped'
      ? failure
      : { code: 'project-moved', facts: { path: store.folder } };
  }

  /** Returns the path of a picture. Errors: `project-not-open`, `image-not-found`, `image-file-missing`. */
  picture(project: ProjectId, image: ImageId, which: PictureKind): Promise<string> {
    return pictureFile(this.#parts.pool, this.#shelf.get(project), image, which);
  }

  /** Returns the thumbnail of an image. Errors: as `picture`. */
  async thumbnail(project: ProjectId, image: ImageId): Promise<Uint8Array> {
    return thumbnailOf(this.#parts.pool, this.#shelf.get(project), image);
  }

  /** Returns the thumbnails of some images; null for those that are not at hand or, if `areMade`, cannot be made. Errors: `project-not-open`. */
  async thumbnails(project: ProjectId, images: readonly ImageId[], { areMade }: { areMade: boolean }): Promise<(Uint8Array | null)[]> {
    const store = this.#shelf.get(project);
    return areMade ? thumbnailsMade(this.#parts.pool, store, images) : thumbnailsAtHand(store, images);
  }

  /** Returns a picture of a classified folder by its content hash. Errors: `image-not-found`, `image-file-missing`. */
  classifiedPicture(project: ProjectId, hash: ContentHash, which: PictureKind | 'thumbnail'): Promise<Uint8Array> {
    return this.#classified.read(project, hash, which);
  }

  /** Stops all jobs, ends the helper processes, backs up changes and releases the projects. */
  async close(): Promise<void> {
    clearInterval(this.#looking);
    await this.queue.stopAll();
    await Promise.all([this.#parts.learner.close(), this.#parts.answerer.close(), this.#parts.pool.close()]);
    await this.#shelf.backUpAll();
    this.#shelf.closeAll();
  }
}
