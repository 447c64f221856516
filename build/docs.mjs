/** `npm run docs`: regenerates the parts of the docs that are derived from the program. */
import path from 'node:path';
import { orExplain } from './set-up/explain.mjs';
import { pinnedNode } from './set-up/pinned-node.mjs';
import { root } from './set-up/places.mjs';
import { runInFront } from './set-up/run-in-front.mjs';
import { setUp } from './set-up/run.mjs';

await orExplain(() => setUp({ bundles: false, say: (line) => console.error(`set-up: ${line}`) }));
process.exitCode = await runInFront(pinnedNode(), [path.join(root, 'build', 'manual', 'write-tables.ts')]);
