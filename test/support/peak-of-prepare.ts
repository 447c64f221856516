import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../../engine/images/prepare.ts';

// Prepares the file named on the command line in this process and prints the verdict and the peak memory in megabytes.

const cache = mkdtempSync(join(tmpdir(), 'graft-peak-'));
const verdict = await prepare(process.argv[2] ?? '', { cache, window: null });
rmSync(cache, { recursive: true, force: true });
console.log(JSON.stringify({ verdict, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
