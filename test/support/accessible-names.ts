import type { Page } from 'playwright';

/**
 * The controls on the page that say nothing to somebody who cannot see them, as the browser computes their names (accname 1.2):
 * the role of each with the beginning of its markup.
 */
export async function controlsWithoutName(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  try {
    await client.send('Accessibility.enable');
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    const unnamed = nodes.filter((node) => !node.ignored && controls.has(String(node.role?.value)) && !String(node.name?.value ?? '').trim());
    return await Promise.all(unnamed.map(async ({ role, backendDOMNodeId }) => {
      const { outerHTML } = await client.send('DOM.getOuterHTML', { backendNodeId: backendDOMNodeId! });
      return `${role?.value}: ${outerHTML.slice(0, 120)}`;
    }));
  } finally {
    await client.detach();
  }
}

const controls = new Set([
  'button', 'link', 'textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'slider', 'spinbutton', 'switch', 'tab', 'menuitem', 'option',
  'progressbar', 'gridcell', 'grid', 'dialog', 'navigation', 'image', 'ColorWell', 'DisclosureTriangle',
]);

/** Elements that reach beyond the window to the right, where nothing scrolls to them: the beginning of their markup. */
export function cutOffAtTheRight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const clipped = (element: Element): boolean => {
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        const { position, overflowX, clipPath } = getComputedStyle(at);
        if (clipPath !== 'none' || (position === 'absolute' && at.classList.contains('skip'))) return true;
        if (at !== element && (overflowX === 'auto' || overflowX === 'scroll' || overflowX === 'hidden') && at.getBoundingClientRect().right <= innerWidth) return true;
      }
      return false;
    };
    const beyond = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 && one.getBoundingClientRect().width > 0);
    const cut = beyond.filter((one) => !clipped(one)).map((one) => one.outerHTML.slice(0, 120));
    const scrolls = [...document.querySelectorAll('*')].filter((one) => one.scrollWidth > one.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX));
    return [...cut, ...scrolls.map((one) => `scrolls sideways: ${one.outerHTML.slice(0, 120)}`)];
  });
}
