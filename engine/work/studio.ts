import type { Handlers } from '../contract/index.ts';
import type { ImageId, ProjectId } from '../domain/ids.ts';
import { DecodePool } from '../images/pool.ts';
import { Learner } from '../learner/client.ts';
import { addSourceHandlers } from './add-source.ts';
import { browseHandlers } from './browse-images.ts';
import { folderHandlers } from './browse-folders.ts';
import { compareHandlers } from './compare-arms.ts';
import { downloadHandlers, usualFetching } from './download-source.ts';
import { EventBus } from './event-bus.ts';
import { exportHandlers } from './export-run.ts';
import { exportSourceHandlers } from './export-source.ts';
import { HitRates } from './hit-rates.ts';
import { importHandlers } from './import-images.ts';
import { jobHandlers, JobQueue } from './job-queue.ts';
import { labelHandlers } from './label-images.ts';
import { ladderHandlers } from './ladder.ts';
import { machineHandlers } from './machine-report.ts';
import { exampleHandlers } from './open-example.ts';
import { measureHandlers } from './measure-source.ts';
import { MeasuredSpeeds } from './measured-speeds.ts';
import { TrainingPaces } from './training-paces.ts';
import { ProjectShelf } from './open-project.ts';
import { planHandlers } from './plan-run.ts';
import { predictionHandlers } from './predict-folder.ts';
import { pictureFile } from './project-pictures.ts';
import { projectHandlers } from './projects.ts';
import { Settings, settingsHandlers } from './settings.ts';
import { sourceHandlers, SourceLibrary } from './source-library.ts';
import { rankingHandlers } from './rank-sources.ts';
import { reportHandlers } from './reports.ts';
import type { ReasonInWords, StudioParts, UploadFolders } from './studio-parts.ts';
import { runHandlers } from './run-requests.ts';
import { testSetHandlers } from './test-set.ts';
import { trialHandlers } from './try-ranking.ts';
import { projectsFolder, studioHome } from './user-folders.ts';

/** Everything a studio process does, without a way in: the host and the command both stand on this. */
export class Studio {
  readonly bus = new EventBus();
  readonly queue: JobQueue;
  readonly handlers: Handlers;
  readonly #parts: StudioParts;
  readonly #shelf: ProjectShelf;

  constructor(uploads: UploadFolders, reasonInWords: ReasonInWords) {
    this.queue = new JobQueue((job) => this.bus.emit('jobs.changed', { job }));
    const settings = new Settings(studioHome());
    this.#shelf = new ProjectShelf({
      home: studioHome(), folder: projectsFolder(), by: () => settings.get().by,
      onChanged: (project) => this.bus.emit('projects.changed', { project }),
      onProblem: ({ code, facts }) => console.error(code, facts),
    });
    const parts: StudioParts = {
      projects: this.#shelf, queue: this.queue, pool: new DecodePool(), learner: new Learner(), library: new SourceLibrary(), uploads, reasonInWords,
      speeds: new MeasuredSpeeds(studioHome()), paces: new TrainingPaces(studioHome()), hitRates: new HitRates(studioHome()),
    };
    this.#parts = parts;
    const projects = projectHandlers(this.#shelf);
    this.handlers = {
      ...projects, ...exampleHandlers(parts), ...browseHandlers(this.#shelf), ...importHandlers(parts), ...labelHandlers(this.#shelf),
      ...sourceHandlers(parts.library), ...addSourceHandlers(parts), ...exportSourceHandlers(parts.library), ...measureHandlers(parts),
      ...downloadHandlers(parts, usualFetching(studioHome())), ...rankingHandlers(parts), ...trialHandlers(parts),
      ...runHandlers(parts), ...planHandlers(parts), ...ladderHandlers(parts), ...compareHandlers(parts), ...reportHandlers(parts), ...testSetHandlers(parts),
      ...exportHandlers(parts), ...predictionHandlers(parts), ...jobHandlers(this.queue), ...machineHandlers(parts), ...folderHandlers,
      ...settingsHandlers(settings),
      'projects.close': async (input) => {
        await this.queue.stopAll(input.project);
        await this.#shelf.backUp(input.project);
        return projects['projects.close'](input);
      },
    };
  }

  /** The file of a picture. Errors: `project-not-open`, `image-not-found`, `image-file-missing`. */
  picture(project: ProjectId, image: ImageId, which: 'thumbnail' | 'view'): Promise<string> {
    return pictureFile(this.#parts.pool, this.#shelf.get(project), image, which);
  }

  /** Stops all jobs, ends the helper processes, backs up what has changed and releases the projects. */
  async close(): Promise<void> {
    await this.queue.stopAll();
    await Promise.all([this.#parts.learner.close(), this.#parts.pool.close()]);
    await this.#shelf.backUpAll();
    this.#shelf.closeAll();
  }
}
