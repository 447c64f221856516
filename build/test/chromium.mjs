import { existsSync } from 'node:fs';
import path from 'node:path';
import { canRun, reasonOf, runCommand } from '../set-up/command.mjs';
import { packageFolder } from '../set-up/places.mjs';
import { pinnedNode } from '../set-up/pinned-node.mjs';
import { debianInstall } from './debian.mjs';

/** @typedef {{ program: string, how: string } | { program: null, reason: string }} FoundChromium */

const DOWNLOAD_WITHIN_MS = 5 * 60_000;

/**
 * Finds a real Chromium for the app tests, trying in this order: the one named by GRAFT_CHROMIUM, an installed one, Playwright's download,
 * Debian's package.
 * @param {(line: string) => void} say
 * @returns {Promise<FoundChromium>}
 */
export async function findChromium(say) {
  const named = process.env.GRAFT_CHROMIUM;
  if (named) {
    if (existsSync(named)) return { program: named, how: 'named by GRAFT_CHROMIUM' };
    return { program: null, reason: `GRAFT_CHROMIUM names ${named}, which is not there` };
  }
  const installed = installedChromium();
  if (installed) return { program: installed, how: 'installed' };
  const downloaded = await playwrightChromium(say);
  if (existsSync(downloaded.program)) return { program: downloaded.program, how: "Playwright's own" };
  const refused = await debianInstall(['chromium-headless-shell'], say);
  const debian = installedChromium();
  if (debian) return { program: debian, how: "Debian's package" };
  return {
    program: null,
    reason: `no Chromium is installed, Playwright's download failed (${downloaded.trouble}), and ${refused ?? "Debian's package brought none"}`,
  };
}

/** @returns {string | null} */
function installedChromium() {
  const { ProgramFiles: files = 'C:\\Program Files', 'ProgramFiles(x86)': files86 = 'C:\\Program Files (x86)' } = process.env;
  const bySystem = /** @type {Record<string, string[]>} */ ({
    linux: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap(
      (name) => (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
    ),
    darwin: ['Chromium', 'Google Chrome', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
    win32: [files, files86].flatMap((folder) => [
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
  });
  const places = bySystem[process.platform] ?? [];
  // Ubuntu's /usr/bin/chromium-browser may be only a stub that suggests installing a snap: it must respond to count.
  return places.find((file) => existsSync(file) && (process.platform !== 'linux' || canRun(file, ['--version']))) ?? null;
}

/** @param {(line: string) => void} say */
async function playwrightChromium(say) {
  const program = (
    await runCommand(pinnedNode(), ['--eval', "process.stdout.write(require('playwright').chromium.executablePath())"], {
      cwd: packageFolder('..'),
    })
  ).stdout;
  if (existsSync(program)) return { program, trouble: '' };
  say("  no Chromium is installed: trying Playwright's own download ...");
  const result = await runCommand(pinnedNode(), [path.join(packageFolder('playwright'), 'cli.js'), 'install', 'chromium'], {
    timeoutMs: DOWNLOAD_WITHIN_MS,
  });
  return { program, trouble: reasonOf(result) };
}
