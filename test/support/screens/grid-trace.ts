import type { Page } from 'playwright';
import type { ProjectId } from '../../../engine/domain/ids.ts';
import { launchBrowser } from '../browser.ts';

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
export async function gridTrace(
  address: string,
  project: ProjectId,
  { cookie, key }: { readonly cookie: string; readonly key: string },
): Promise<GridTrace> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const [name = '', value = ''] = cookie.split('=');
    const origin = new URL(address).origin;
    await context.addCookies([{ name, value, url: origin }]);
    await context.addInitScript((kept) => {
      localStorage.setItem('graft.key', kept);
    }, key);
    const page = await context.newPage();
    await page.goto(`${origin}/#/${project}/train`);
    await page.getByRole('heading').first().waitFor();
    const openMs = await opened(page, `#/${project}/images`);
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

/** Measured in the page itself, to exclude the communication between this process and the browser. */
function opened(page: Page, hash: string): Promise<number> {
  return page.evaluate(
    (to) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        location.hash = to;
        const look = (): void => {
          const images = [...document.querySelectorAll<HTMLImageElement>('[role=grid] img')];
          if (images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0))
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
    for (const image of document.querySelectorAll<HTMLImageElement>('[role=grid] img'))
      if (image.complete && image.naturalWidth > 0) seen.add(image.src);
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
