import type { Page } from 'playwright';

/** Waits until the page is idle: images are loaded, animations have ended, and two frames bring no response and no layout change. */
export function settled(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const looks = (): string =>
      `${performance.getEntriesByType('resource').length} ${document.querySelectorAll('*').length} ${document.body.scrollHeight}`;
    const frame = (): Promise<void> =>
      new Promise((done) => {
        requestAnimationFrame(() => {
          setTimeout(done);
        });
      });
    const ends = (one: Animation): boolean => one.effect?.getComputedTiming().iterations !== Infinity;
    for (let before = ''; before !== looks();) {
      before = looks();
      await Promise.allSettled([
        ...document
          .getAnimations()
          .filter(ends)
          .map((one) => one.finished),
        ...[...document.images].filter((one) => one.checkVisibility() && one.loading !== 'lazy').map((one) => one.decode()),
      ]);
      await frame();
      await frame();
    }
  });
}

/** Waits until the page makes no more requests; fails if it makes one within this time. */
export async function asksNoMore(page: Page, withinMs: number): Promise<void> {
  await settled(page);
  const asked = await page.waitForRequest(() => true, { timeout: withinMs }).catch(() => null);
  if (asked) throw new Error(`asked again: ${asked.url()}`);
}
