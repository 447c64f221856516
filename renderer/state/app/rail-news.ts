import type { Job, ProjectId } from '../../../engine/contract/index.ts';
import { newsOf, type JobNews } from '../../parts/frame/job-news.ts';
import { screenOf } from './job-places.ts';
import { screens, type Screen } from './route.ts';

/** News of jobs for the navigation, by the screen that shows them. Jobs of projects not on show are reported at the Projects screen. */
export function railNews(jobs: readonly Job[], shown: ProjectId | null): Partial<Record<Screen, JobNews>> {
  const placeOf = (job: Job): Screen => (job.project === null || job.project === shown ? screenOf(job) : 'projects');
  return Object.fromEntries(
    screens.flatMap((screen) => {
      const news = newsOf(
        jobs.filter((job) => placeOf(job) === screen),
        { withProject: screen === 'projects' },
      );
      return news ? [[screen, news]] : [];
    }),
  );
}
