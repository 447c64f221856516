import type { Page } from 'playwright';

/**
 * Lists the controls on the page without an accessible name as computed by the browser (accname 1.2): the role of each, and the beginning
 * of its markup.
 */
export async function controlsWithoutName(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  try {
    await client.send('Accessibility.enable');
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    const unnamed = nodes.filter(
      (node) => !node.ignored && controls.has(String(node.role?.value)) && !String(node.name?.value ?? '').trim(),
    );
    return await Promise.all(
      unnamed.map(async ({ role, backendDOMNodeId }) => {
        const { outerHTML } = await client.send('DOM.getOuterHTML', { backendNodeId: backendDOMNodeId! });
        return `${role?.value}: ${outerHTML.slice(0, 120)}`;
      }),
    );
  } finally {
    await client.detach();
  }
}

const controls = new Set([
  'button',
  'link',
  'textbox',
  'searchbox',
  'combobox',
  'listbox',
  'checkbox',
  'radio',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'menuitem',
  'option',
  'progressbar',
  'gridcell',
  'grid',
  'dialog',
  'navigation',
  'image',
  'ColorWell',
  'DisclosureTriangle',
]);

/** Lists the elements that extend beyond the right edge of the window without any way to scroll there: the beginning of their markup. */
export function cutOffAtTheRight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const clipped = (element: Element): boolean => {
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        const { position, overflowX, clipPath } = getComputedStyle(at);
        if (clipPath !== 'none' || (position === 'absolute' && at.classList.contains('skip'))) return true;
        if (
          at !== element
          && (overflowX === 'auto' || overflowX === 'scroll' || overflowX === 'hidden')
          && at.getBoundingClientRect().right <= innerWidth
        )
          return true;
      }
      return false;
    };
    const beyond = [...document.body.querySelectorAll('*')].filter(
      (one) => one.getBoundingClientRect().right > innerWidth + 0.5 && one.getBoundingClientRect().width > 0,
    );
    const cut = beyond.filter((one) => !clipped(one)).map((one) => one.outerHTML.slice(0, 120));
    const scrolls = [...document.querySelectorAll('*')].filter(
      (one) => one.scrollWidth > one.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX),
    );
    return [...cut, ...scrolls.map((one) => `scrolls sideways: ${one.outerHTML.slice(0, 120)}`)];
  });
}

/** Lists the controls out of reach, outside the window without a way to scroll there or covered: the beginning of their markup. */
export function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const within = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    const controls = [
      ...within.querySelectorAll<HTMLElement>(
        'button, input, select, textarea, summary, a[href], [role=tab], [role=menuitem], [role=slider]',
      ),
    ];
    const scrolled = new Map(
      [...document.querySelectorAll('*')]
        .filter((one) => one.scrollTop || one.scrollLeft)
        .map((one) => [one, [one.scrollLeft, one.scrollTop] as const]),
    );
    const lost = controls
      .filter((one) => {
        const { clipPath, visibility, opacity } = getComputedStyle(one);
        const aside =
          one.closest('.skip, .sr-only, [role=gridcell], [hidden]') !== null
          || clipPath !== 'none'
          || visibility === 'hidden'
          || opacity === '0';
        if (aside || one.getClientRects().length === 0 || (one.tabIndex < 0 && one.getAttribute('aria-hidden') === 'true')) return false;
        one.scrollIntoView({ block: 'center', inline: 'center' });
        const { left, right, top, bottom } = one.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        if (left < -0.5 || right > innerWidth + 0.5 || y < 0 || y > innerHeight) return true;
        const seen = document.elementFromPoint(x, y);
        return !seen || !(one.contains(seen) || seen.closest('label')?.contains(one));
      })
      .map((one) => one.outerHTML.slice(0, 120));
    for (const one of document.querySelectorAll('*')) if (one.scrollTop || one.scrollLeft) one.scrollTo(...(scrolled.get(one) ?? [0, 0]));
    return lost;
  });
}

/** Lists the controls whose focus ring is clipped by an ancestor that hides overflow: the beginning of their markup. */
export async function cutRings(page: Page): Promise<string[]> {
  // The focus ring is shown only after a key press.
  await page.keyboard.press('Shift');
  return page.evaluate(() => {
    const before = document.activeElement as HTMLElement | null;
    const within = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    const controls = [...within.querySelectorAll<HTMLElement>('button, input, select, textarea, summary, a[href], [tabindex="0"]')].filter(
      (one) => one.tabIndex >= 0 && one.getClientRects().length > 0 && !one.matches(':disabled, .skip'),
    );
    const ringed = (one: HTMLElement): HTMLElement | null =>
      [one, one.closest<HTMLElement>('label')].find((at) => at && getComputedStyle(at).outlineStyle !== 'none') ?? null;
    const isCut = (one: HTMLElement): boolean => {
      one.focus();
      const at = ringed(one);
      if (!at || document.activeElement !== one) return false;
      const style = getComputedStyle(at);
      const reach = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
      const box = at.getBoundingClientRect();
      for (let around = at.parentElement; around && around !== document.body; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        const [hidesX, hidesY] = [overflowX !== 'visible', overflowY !== 'visible'];
        const { left, top } = around.getBoundingClientRect();
        const [x, y] = [left + around.clientLeft, top + around.clientTop];
        if (hidesX && (box.left - reach < x - 0.5 || box.right + reach > x + around.clientWidth + 0.5)) return true;
        if (hidesY && (box.top - reach < y - 0.5 || box.bottom + reach > y + around.clientHeight + 0.5)) return true;
      }
      return false;
    };
    const cut = controls.filter(isCut).map((one) => one.outerHTML.slice(0, 120));
    before?.focus({ preventScroll: true });
    return cut;
  });
}
