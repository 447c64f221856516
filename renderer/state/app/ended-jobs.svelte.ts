import { SvelteSet } from 'svelte/reactivity';
import type { Job, JobId } from '../../../engine/contract/index.ts';
import { StudioError } from '../../../engine/domain/failure.ts';
import { words } from '../../../engine/words/words.ts';
import { goTo, isPlaceOf } from './job-places.ts';
import { isWatched } from './job-watchers.ts';
import { jobs } from './jobs.svelte.ts';
import { notices } from './notices.svelte.ts';
import type { Route } from './route.ts';

const remembered = 'graft.seen-jobs';
/** More than the studio itself keeps. */
const mostRemembered = 100;

/** Stopped jobs are no news to the user, nor are jobs done before the studio started. */
const isNews = ({ state, earlier }: Job): boolean => (state === 'done' && !earlier) || state === 'failed';

/** Ended jobs, and whether the user has seen their outcome; persists when the page is reloaded. */
class EndedJobs {
  private readonly seen = new SvelteSet(JSON.parse(localStorage.getItem(remembered) ?? '[]') as JobId[]);
  /** The notices shown for jobs. */
  private readonly notice = new Map<JobId, number>();

  constructor() {
    jobs.onEnded((job) => {
      if (!isNews(job)) return;
      if (isWatched(job.id)) this.see(job);
      else this.tell(job);
    });
  }

  /** Jobs done or failed whose outcome has not been seen yet. */
  get unseen(): Job[] {
    return [...jobs.byId.values()].filter((job) => isNews(job) && !this.seen.has(job.id));
  }

  /** Marks the jobs whose outcome is shown at this route as seen. */
  lookAt(route: Route): void {
    for (const job of this.unseen) if (isPlaceOf(route, job)) this.see(job);
  }

  /** Marks a job as seen whose outcome is shown elsewhere than on the screen for jobs of its kind. */
  lookAtJob(job: Job): void {
    if (isNews(job) && !this.seen.has(job.id)) this.see(job);
  }

  private see({ id }: Job): void {
    this.seen.add(id);
    const shown = this.notice.get(id);
    if (shown !== undefined) notices.dismiss(shown);
    localStorage.setItem(remembered, JSON.stringify([...this.seen].slice(-mostRemembered)));
  }

  private tell(job: Job): void {
    const said = words.frame.jobs;
    const action = {
      label: said.goThere,
      run: () => {
        goTo(job);
      },
    };
    const work = said.named(job.kind, job.projectName);
    const id = job.failure
      ? notices.fail(new StudioError(job.failure.code, job.failure.facts), { about: said.ended.failed(work), action })
      : notices.say(job.result?.kind === 'import' ? words.images.ended.elsewhere(job.result.report) : `${said.ended.done(work)}.`, action, {
          stays: true,
        });
    if (id !== null) this.notice.set(job.id, id);
  }
}

export const endedJobs = new EndedJobs();
