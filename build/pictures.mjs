/** `npm run pictures`: screenshots of the real screens for the README, made by test/app/pictures.ts in Chromium. */
import path from 'node:path';
import { findChromium } from './test/chromium.mjs';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { runInFront } from './set-up/run-in-front.mjs';
import { setUp } from './set-up/run.mjs';

await orExplain(() => setUp({ say: (line) => console.error(`set-up: ${line}`) }));
const chromium = await findChromium((line) => console.error(line));
if (chromium.program === null) {
  console.error(`No pictures: ${chromium.reason}`);
  process.exitCode = 1;
} else {
  process.exitCode = await runInFront(pinnedNode(), [path.join(root, 'test', 'app', 'pictures.ts'), ...process.argv.slice(2)], {
    env: { ...process.env, GRAFT_CHROMIUM: chromium.program },
  });
}
