/**
 * Performs one operation on a project and reports the state after each acknowledged step: `node perform.ts <root> <operation>`. Runs behind
 * disk-shim.c, which may end it at any call. `GATE_EARLY` plants a fault: states are reported before they are reached.
 */
import { writeSync } from 'node:fs';
import { failureOf } from '../../engine/domain/failure.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { projectId } from '../support/project.ts';
import { operations, projectIn, stateAtRest, stateOf, whileClosed } from './operations.ts';

const [root = '', name = ''] = process.argv.slice(2);
const early = process.env['GATE_EARLY'] === undefined ? null : (JSON.parse(process.env['GATE_EARLY']) as string[]);
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

try {
  const operation = operations[name]!;
  const store = whileClosed.has(name)
    ? null
    : operation.begins === 'with nothing'
      ? ProjectStore.create(projectIn(root), { name: 'moths', id: projectId, at: 1 })
      : ProjectStore.open(projectIn(root));
  const state = (): string => (store ? stateOf(store, root) : stateAtRest(root));
  say(state());
  for (const [at, step] of operation.steps.entries()) {
    if (early) say(early[at + 1]!);
    await step({ store: store!, root });
    if (!early) say(state());
  }
  store?.close();
} catch (error) {
  const { code, facts } = failureOf(error);
  say(`failed ${code}`);
  if (code === 'unexpected') console.error(facts, error);
}
