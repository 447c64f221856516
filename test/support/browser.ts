import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { chromium, type Browser, type BrowserContextOptions, type ConsoleMessage, type Page } from 'playwright';

const places = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  (name) => `/usr/bin/${name}`,
);
const builtScreens = join(import.meta.dirname, '../../dist/renderer/index.html');

/** The browser for tests: GRAFT_CHROMIUM, an installed one, or Playwright's own download; null if there is none. */
function findChromium(): string | null {
  return [process.env.GRAFT_CHROMIUM ?? '', ...places, chromium.executablePath()].find((path) => path !== '' && existsSync(path)) ?? null;
}

/** The reason to skip tests in a browser; false if they can run. For the `skip` option of a test. */
export function whyNoBrowser(): string | false {
  if (!findChromium()) return 'no Chromium is installed here (GRAFT_CHROMIUM may name one)';
  return existsSync(builtScreens) ? false : 'the screens are not built: dist/renderer is missing';
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium found');
  // In containers Chromium runs as root and cannot use its sandbox; only pages of this project are opened.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Opens a page and records what must never happen: errors, and anything blocked by the content security policy. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  // Long enough for a machine busy with other work.
  page.setDefaultTimeout(40_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() !== 'error' || message.text().includes('net::ERR_') || isLateThumbnail(message)) return;
    errors.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(address);
  return { page, errors };
}

/** Thumbnails asked for ahead may be refused because their project was closed meanwhile. */
const isLateThumbnail = (message: ConsoleMessage): boolean =>
  message.text().includes('404') && message.location().url.includes('/thumbnails?of=');

/** One browser for all tests of a file. */
export function browserForTests(): { readonly browser: Browser } {
  let browser: Browser | null = null;
  if (!whyNoBrowser()) {
    before(async () => {
      browser = await launchBrowser();
    });
    after(async () => {
      await browser?.close();
    });
  }
  return {
    get browser() {
      if (!browser) throw new Error('no browser was started');
      return browser;
    },
  };
}
