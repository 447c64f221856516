/**
 * Entry point of the studio process, started by the shell: `node engine/host/studio.ts --pipe <socket or named pipe>`, with the secret
 * that every request must contain in GRAFT_PIPE_SECRET. Prints `{"ready":true}` once it is listening, and ends when its standard input
 * ends, so that it never outlives the shell.
 */
import { parseArgs } from 'node:util';
import { serveStudio } from './serve-studio.ts';

const { values } = parseArgs({ options: { pipe: { type: 'string' } } });
const secret = process.env.GRAFT_PIPE_SECRET;
if (!values.pipe || !secret) {
  process.stderr.write('The studio process needs --pipe and GRAFT_PIPE_SECRET.\n');
  process.exit(2);
}
delete process.env.GRAFT_PIPE_SECRET;
const served = await serveStudio({ kind: 'pipe', secret }, { pipe: values.pipe });

let ending: Promise<never> | null = null;
const end = (): void => {
  ending ??= served.close().then(() => process.exit(0));
};
process.stdin.on('end', end).on('close', end).resume();
process.on('SIGTERM', end).on('SIGINT', end);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
