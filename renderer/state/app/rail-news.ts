import type { Job, ProjectId } from '../../../engine/contract/index.ts';
import { newsOf, type JobNews } from '../../parts/frame/job-news.ts';
import { screenOf } from './job-places.ts';
import { screens, type Screen } from './route.ts';

/** What the navigation says of jobs, by the screen where they are watched. Those of projects that are not shown are told at the projects. */
export function railNews(jobs: readonly Job[], shown: ProjectId | null): Partial<Record<Screen, JobNews>> {
  const placeOf = (job: Job): Screen => (job.project === null || job.project === shown ? screenOf(job) : 'projects');
  return Object.fromEntries(screens.flatMap((screen) => {
    const news = newsOf(jobs.filter((job) => placeOf(job) === screen), { withProject: screen === 'projects' });
    return news ? [[screen, news]] : [];
  }));
}
