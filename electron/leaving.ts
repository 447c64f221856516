import type { BrowserWindow } from 'electron';
import { askStudio } from './ask-studio.ts';
import type { StudioDoor } from './scheme.ts';

const answerWithinMs = 2000;

/** Whether quitting now would stop a job. A studio that does not answer in time counts as busy; one that is not running counts as idle. */
export async function isAtWork(studio: StudioDoor, withinMs = answerWithinMs): Promise<boolean> {
  if (!studio.endpoint) return false;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), withinMs);
  });
  try {
    return await Promise.race([hasJobs(studio), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function hasJobs(studio: StudioDoor): Promise<boolean> {
  const { jobs } = await askStudio(studio, 'jobs.list', {}).catch(() => ({ jobs: [] }));
  return jobs.some((job) => job.endedAt === null);
}

/** Prevents a window from closing until `mayLeave` allows it; asks only once at a time, however often the user closes the window. */
export function closeWhenAllowed(window: BrowserWindow, mayLeave: () => Promise<boolean>): void {
  let isAllowed = false;
  let isAsking = false;
  window.on('close', (event) => {
    if (isAllowed) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    void mayLeave().then((leaves) => {
      isAsking = false;
      isAllowed = leaves;
      if (leaves && !window.isDestroyed()) window.close();
    });
  });
}
