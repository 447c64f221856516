import type { ProjectId } from '../../engine/domain/ids.ts';
import { launchBrowser } from './browser.ts';

export interface GridTrace {
  /** From going to the Images screen until the thumbnails in view are painted. */
  readonly openMs: number;
  /** The longest task on the page's main thread while the grid was scrolled to its end, from Chromium's own trace. */
  readonly longestFrameMs: number;
}

interface TraceEvent { readonly name: string; readonly ph: string; readonly dur?: number; readonly tid: number; readonly pid: number; readonly args: { readonly name?: string } }

const wheelSteps = 120;

/** Opens the Images screen of a project in Chromium, scrolls through all of it and reads the trace. */
export async function gridTrace(address: string, project: ProjectId, cookie: string): Promise<GridTrace> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const [name = '', value = ''] = cookie.split('=');
    const origin = new URL(address).origin;
    await context.addCookies([{ name, value, url: origin }]);
    const page = await context.newPage();
    await page.goto(`${origin}/#/${project}/label`);
    await page.waitForLoadState('networkidle');
    const startedMs = performance.now();
    await page.goto(`${origin}/#/${project}/images`);
    const grid = page.getByRole('grid');
    await grid.locator('img').first().waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('[role=grid] img')].every((image) => (image as HTMLImageElement).complete));
    const openMs = performance.now() - startedMs;
    await grid.hover();
    await browser.startTracing(page, { categories: ['devtools.timeline', '__metadata', 'disabled-by-default-devtools.timeline'] });
    const height = await grid.evaluate((element) => element.scrollHeight);
    for (let i = 0; i < wheelSteps; i++) {
      await page.mouse.wheel(0, Math.max(400, height / wheelSteps));
      await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(resolve); }));
    }
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    return { openMs, longestFrameMs: longestTask(trace.traceEvents) };
  } finally {
    await browser.close();
  }
}

function longestTask(events: readonly TraceEvent[]): number {
  const mains = new Set(events.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`));
  const tasks = events.filter((event) => event.name === 'RunTask' && event.dur !== undefined && mains.has(`${event.pid}/${event.tid}`));
  if (tasks.length === 0) throw new Error('the trace holds no task of the page');
  return Math.max(...tasks.map((task) => task.dur ?? 0)) / 1000;
}
