/**
 * How long Graft takes to start: the command until it has printed its help or a list, and the studio process until it listens. From its
 * sources, whose types are stripped at each start, and from the bundle that packages hold. Taken in turns, so that other load falls on both.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PipeFolder } from '../../electron/pipe-folder.ts';
import { entryPoint, type EntryPoint } from '../../engine/program/own-files.ts';
import { median, spread, table } from '../support/benches/bench.ts';
import { EngineBundle } from '../support/engine-bundle.ts';
import { ownFolders } from '../support/served-studio.ts';

const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'graft-start-'));
const bundle = new EngineBundle();
const pipes = new PipeFolder();

const starts: readonly { readonly what: string; readonly entry: EntryPoint; readonly words: () => string[] }[] = [
  { what: '`graft help`', entry: 'cli/graft', words: () => ['help'] },
  { what: '`graft sources`', entry: 'cli/graft', words: () => ['sources'] },
  { what: 'studio process, until it listens', entry: 'host/studio', words: () => ['--pipe', pipes.next()] },
];

/** Seconds from the start of a process to the first line that it prints. */
async function startSeconds(script: string, words: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [script, ...words], {
    cwd: folder,
    env: { ...process.env, NODE_COMPILE_CACHE: undefined, GRAFT_PIPE_SECRET: 'secret', GRAFT_MODELS: '', ...ownFolders(folder) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  const seconds = (performance.now() - started) / 1000;
  child.stdin.end();
  child.stdout.resume();
  await gone;
  return seconds;
}

try {
  const rows = [];
  for (const { what, entry, words } of starts) {
    const times: { sources: number[]; bundle: number[] } = { sources: [], bundle: [] };
    for (let round = 0; round < rounds; round += 1) {
      times.sources.push(await startSeconds(entryPoint(entry), words()));
      times.bundle.push(await startSeconds(bundle.entry(entry), words()));
    }
    rows.push([what, spread(times.sources), spread(times.bundle), (median(times.sources) / median(times.bundle)).toFixed(1)]);
  }
  table(`Seconds to start, ${rounds} rounds (median, least and most)`, ['what', 'from sources', 'from the bundle', 'times faster'], rows);
} finally {
  pipes.remove();
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
}
