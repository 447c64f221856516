import type { Page } from 'playwright';
import { isFromElsewhere } from '../pseudo-language.ts';

/**
 * Lists visible texts and names of controls not fully taken from the words of the pseudo-language: they have letters or digits outside its
 * brackets that are not in `data`, which matches names given by a user or a model. Each with its element.
 */
export async function textsFromElsewhere(page: Page, data: RegExp): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const isSeen = (one: Element): boolean => one.checkVisibility({ visibilityProperty: true }) || one.closest('option') !== null;
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const said: [text: string, at: string][] = [[document.title, 'title']];
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      const holder = node.parentElement!;
      if (!holder.matches('script, style, noscript') && isSeen(holder)) said.push([node.textContent ?? '', holder.outerHTML]);
    }
    for (const one of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-valuetext', 'aria-roledescription']) {
        const text = one.getAttribute(name);
        if (text && isSeen(one)) said.push([text, `${name} of ${one.outerHTML}`]);
      }
    }
    return said;
  });
  const strange = new Map(texts.filter(([text]) => isFromElsewhere(text, data)).map(([text, at]) => [text.trim(), at]));
  return [...strange].map(([text, at]) => `"${text}" in ${at.slice(0, 160)}`);
}

/** Lists texts of the pseudo-language that are cut off, with or without an ellipsis. Names that users gave may be: their tooltip shows them in full. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.body.querySelectorAll<HTMLElement>('*')]
      .filter(
        (one) =>
          one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.includes('⟦')),
      )
      .filter((one) => {
        const { overflowX, overflowY, clipPath } = getComputedStyle(one);
        const hides = (way: string): boolean => way === 'hidden' || way === 'clip';
        return (
          clipPath === 'none'
          && ((hides(overflowX) && one.scrollWidth > one.clientWidth + 1) || (hides(overflowY) && one.scrollHeight > one.clientHeight + 1))
        );
      })
      .map((one) => `${one.textContent.trim().slice(0, 80)} in ${one.outerHTML.slice(0, 120)}`),
  );
}
