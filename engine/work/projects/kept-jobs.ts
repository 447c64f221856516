import { job as jobForm, type Handlers, type Job, type JobKind } from '../../contract/index.ts';
import { failureOf, StudioError } from '../../domain/failure.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { OpenProjects } from './open-project.ts';

/** The outcomes of these jobs are kept elsewhere: with runs and reports of the project, and in the library. */
const toldElsewhere: ReadonlySet<JobKind> = new Set(['train', 'compare', 'add-source']);

/**
 * Keeps what would be lost when the studio ends: jobs in progress, failed jobs and import reports. All other jobs leave results of their
 * own. Failing to keep a job must not make the job fail.
 */
export function keepJob(store: ProjectStore | null, job: Job): void {
  if (store === null || store.isReadOnly || toldElsewhere.has(job.kind)) return;
  const isKept = job.endedAt === null || job.state === 'failed' || (job.kind === 'import' && job.state === 'done');
  try {
    if (isKept) store.jobs.keep(job);
    else store.jobs.forget(job.id);
  } catch (error) {
    console.error('what came of a job is not kept:', failureOf(error));
  }
}

/** Returns the jobs kept when the project was last open. Unfinished ones ended with their studio; unreadable ones are skipped. */
export function keptJobs(store: ProjectStore, now: number): Job[] {
  return store.jobs.all().flatMap((kept) => {
    const found = jobForm.safeParse(kept);
    if (!found.success || found.data.project !== store.id) return [];
    const job = { ...found.data, earlier: true };
    return [
      job.endedAt !== null
        ? job
        : {
            ...job,
            state: 'failed' as const,
            behind: null,
            endedAt: now,
            failure: new StudioError('studio-ended', { job: job.kind }).failure,
          },
    ];
  });
}

export function dismissHandlers(projects: OpenProjects): Pick<Handlers, 'jobs.dismiss'> {
  return {
    'jobs.dismiss': ({ project, job }) => {
      projects.get(project).jobs.forget(job);
      return {};
    },
  };
}
