/** `npm run graft -- <command> ...`: runs set-up, which prints to stderr, then the `graft` command on the pinned Node. */
import path from 'node:path';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { calledFrom, runInFront } from './set-up/run-in-front.mjs';
import { setUp } from './set-up/run.mjs';

const args = process.argv.slice(2);
const showsScreens = args[0] === 'serve';
await orExplain(() => setUp({ bundles: showsScreens, say: (line) => console.error(`set-up: ${line}`) }));
process.exitCode = await runInFront(pinnedNode(), [path.join(root, 'engine', 'cli', 'graft.ts'), ...args], { cwd: calledFrom('graft') });
