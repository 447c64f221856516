import type { Browser, Page } from 'playwright';
import type { ProjectId } from '../../../engine/domain/ids.ts';
import { launchBrowser } from '../browser.ts';

/** What a page needs to use a studio. */
export interface Session {
  readonly address: string;
  readonly cookie: string;
  readonly key: string;
}

export interface GridTrace {
  /** From requesting the Images screen, on another screen, until the visible thumbnails are painted. */
  readonly openMs: number;
  /**
   * The longest task on the page's main thread while the grid was scrolled to its end, in CPU time, from Chromium's trace; and the longest
   * in wall-clock time, which includes other load on the machine.
   */
  readonly longestTaskMs: number;
  readonly longestTaskByClockMs: number;
  /** The 99th percentile of the time between two frames as seen by the page, in wall-clock time. */
  readonly slowFrameMs: number;
  /** The number of thumbnails painted while scrolling. */
  readonly painted: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly dur?: number;
  readonly tdur?: number;
  readonly tid: number;
  readonly pid: number;
  readonly args: { readonly name?: string };
}

/** Scrolling in small steps with the wheel, as when looking through a grid, then through the whole grid in large steps. */
const smallSteps = 120;
const smallStepPixels = 240;
const largeSteps = 60;

/** Opens the Images screen of a project in Chromium, scrolls through it and evaluates the trace. */
export async function gridTrace(session: Session, project: ProjectId): Promise<GridTrace> {
  const browser = await launchBrowser();
  try {
    const { page, openMs } = await openGrid(browser, session, project);
    await page.getByRole('grid').hover();
    await page.evaluate(recordFrames);
    await browser.startTracing(page, { categories: ['devtools.timeline', '__metadata', 'toplevel'] });
    await scroll(page);
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    return { openMs, ...longestTasks(trace.traceEvents), ...(await page.evaluate(recordedFrames)) };
  } finally {
    await browser.close();
  }
}

export interface FastScroll {
  /** Of the tiles in view in all frames, the share whose picture was not there. */
  readonly blankShare: number;
  readonly longestFrameMs: number;
  /** From the last scroll until every picture in view is there. */
  readonly standsAfterMs: number;
}
/** Of the 10,000 images of a grid about two thirds pass in view. */
const fastFrames = 600;
const fastPixels = 400;

/** Opens the Images screen with nothing cached and scrolls 400 pixels in every frame. */
export async function fastScroll(session: Session, project: ProjectId): Promise<FastScroll> {
  const browser = await launchBrowser();
  try {
    const { page } = await openGrid(browser, session, project);
    return await page.evaluate(scrolledFast, { frames: fastFrames, pixels: fastPixels });
  } finally {
    await browser.close();
  }
}

async function scrolledFast({ frames, pixels }: { frames: number; pixels: number }): Promise<FastScroll> {
  const grid = document.querySelector<HTMLElement>('[role=grid]')!;
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  /** In view: how many tiles, and how many of them without their picture. */
  const inView = (): { tiles: number; blank: number } => {
    const view = grid.getBoundingClientRect();
    const tiles = [...grid.querySelectorAll<HTMLElement>('[role=gridcell]')].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return bottom > view.top && top < view.bottom;
    });
    return { tiles: tiles.length, blank: tiles.filter((tile) => !tile.querySelector('[data-state=shown]')).length };
  };
  let [tiles, blank, longestFrameMs] = [0, 0, 0];
  let last = await frame();
  for (let n = 0; n < frames; n++) {
    grid.scrollTop += pixels;
    const at = await frame();
    longestFrameMs = Math.max(longestFrameMs, at - last);
    last = at;
    const seen = inView();
    tiles += seen.tiles;
    blank += seen.blank;
  }
  while (inView().blank > 0) await frame();
  return { blankShare: blank / tiles, longestFrameMs, standsAfterMs: performance.now() - last };
}

async function openGrid(browser: Browser, { address, cookie, key }: Session, project: ProjectId): Promise<{ page: Page; openMs: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = '', value = ''] = cookie.split('=');
  const { origin } = new URL(address);
  await context.addCookies([{ name, value, url: origin }]);
  await context.addInitScript((kept) => {
    localStorage.setItem('graft.key', kept);
  }, key);
  const page = await context.newPage();
  await page.goto(`${origin}/#/${project}/train`);
  await page.getByRole('heading').first().waitFor();
  return { page, openMs: await opened(page, `#/${project}/images`) };
}

/** Measured in the page itself, to exclude the communication between this process and the browser. */
function opened(page: Page, hash: string): Promise<number> {
  return page.evaluate(
    (to) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        location.hash = to;
        const look = (): void => {
          const pictures = [...document.querySelectorAll<HTMLElement>('[role=grid] [data-state]')];
          if (pictures.length > 0 && pictures.every(({ dataset }) => dataset.state === 'shown'))
            requestAnimationFrame((at) => resolve(at - start));
          else requestAnimationFrame(look);
        };
        look();
      }),
    hash,
  );
}

async function scroll(page: Page): Promise<void> {
  const height = await page.getByRole('grid').evaluate((element) => element.scrollHeight);
  for (let step = 0; step < smallSteps + largeSteps; step++) {
    await page.mouse.wheel(0, step < smallSteps ? smallStepPixels : height / largeSteps);
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(resolve);
        }),
    );
  }
}

interface Recorded {
  frames?: number[];
  seen?: Set<string>;
}

function recordFrames(): void {
  const recorded = globalThis as unknown as Recorded;
  const [frames, seen] = [[] as number[], new Set<string>()];
  Object.assign(recorded, { frames, seen });
  let last = performance.now();
  const frame = (at: number): void => {
    frames.push(at - last);
    last = at;
    for (const tile of document.querySelectorAll<HTMLElement>('[role=gridcell]'))
      if (tile.querySelector('[data-state=shown]')) seen.add(tile.dataset.index!);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function recordedFrames(): { slowFrameMs: number; painted: number } {
  const { frames = [], seen } = globalThis as unknown as Recorded;
  const sorted = frames.toSorted((a, b) => a - b);
  return { slowFrameMs: sorted[Math.floor(sorted.length * 0.99)] ?? NaN, painted: seen?.size ?? 0 };
}

function longestTasks(events: readonly TraceEvent[]): Pick<GridTrace, 'longestTaskMs' | 'longestTaskByClockMs'> {
  const mains = new Set(
    events.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events.filter(
    (event) => event.name.endsWith('RunTask') && event.dur !== undefined && mains.has(`${event.pid}/${event.tid}`),
  );
  if (tasks.length === 0) throw new Error('the trace holds no task of the page');
  const most = (of: (event: TraceEvent) => number | undefined): number =>
    tasks.reduce((sum, task) => Math.max(sum, of(task) ?? 0), 0) / 1000;
  return { longestTaskMs: most(({ tdur }) => tdur), longestTaskByClockMs: most(({ dur }) => dur) };
}
