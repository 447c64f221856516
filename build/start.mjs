/** `npm start [-- --example | -- <project>]`: runs set-up, then the studio: in Electron if possible, otherwise in the browser. */
import path from 'node:path';
import { findElectron } from './set-up/electron.mjs';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { calledFrom, runInFront } from './set-up/run-in-front.mjs';
import { setUp } from './set-up/run.mjs';

const given = process.argv.slice(2);
const record = await orExplain(() => setUp({ say: (line) => console.log(`set-up: ${line}`) }));
const electron = findElectron();
const reason = whyNoWindow();
const cwd = calledFrom('start');

if (electron && reason === null) {
  const sandboxArgs = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  process.exitCode = await runInFront(electron, [...sandboxArgs, root, ...given], { cwd });
} else {
  console.log(`No window of its own: ${reason}`);
  process.exitCode = await runInFront(pinnedNode(), [path.join(root, 'engine', 'cli', 'graft.ts'), 'serve', ...given], { cwd });
}

/** Returns why the studio cannot open its own window here, in one sentence; null if it can. */
function whyNoWindow() {
  if (!electron) return record.electron.reason ?? 'Electron is not installed here.';
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return display ? null : 'this machine has no display (neither DISPLAY nor WAYLAND_DISPLAY is set).';
}
