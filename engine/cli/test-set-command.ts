import type { TestSet } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { formatTime, words } from '../words/words.ts';
import { wholeNumber } from './arguments.ts';
import { ask } from './ask.ts';
import { opened, runOf, type Command, type Context } from './context.ts';
import type { Terminal } from './terminal.ts';

type Project = Awaited<ReturnType<typeof opened>>['id'];

/** What `graft test-set <project>` does, by its second argument. */
const steps: Readonly<Record<string, (context: Context, project: Project) => Promise<TestSet>>> = {
  async draw({ studio, terminal, given }, project) {
    const seed = wholeNumber(given.flags.seed, 'seed');
    const { newest, group } = given.flags;
    const drawn = await ask(studio, 'testSet.draw', {
      project,
      from: group === undefined ? (newest ? 'newest' : 'random') : { group },
      ...(seed === undefined ? {} : { seed }),
    });
    if (drawn.history[0]) terminal.say(words.testSet.fresh.done(drawn.history[0]));
    return drawn;
  },
  async lock({ studio, terminal }, project) {
    const locked = await ask(studio, 'testSet.lock', { project });
    terminal.say(words.testSet.lock.done);
    return locked;
  },
  async open({ studio, terminal, given }, project) {
    const run = runOf(given);
    const open = await ask(studio, 'testSet.open', { project, ...(run === undefined ? {} : { run }) });
    terminal.say(run === undefined ? words.testSet.unlock.done : words.testSet.opened(run));
    return open;
  },
};

export const testSetCommand = {
  async 'test-set'(context) {
    const { studio, terminal, given } = context;
    const word = given.positionals[1];
    const step = word !== undefined && Object.hasOwn(steps, word) ? steps[word] : undefined;
    if (word !== undefined && !step) throw new StudioError('input-invalid', { detail: words.testSet.command.unknown(word) });
    const run = runOf(given);
    const { id: project } = await opened(context);
    const state = step
      ? await step(context, project)
      : await ask(studio, 'testSet.get', { project, ...(run === undefined ? {} : { run }) });
    sayTestSet(terminal, state);
    for (const event of state.history) terminal.say(`  ${words.testSet.entry(formatTime(event.at), words.testSet.event(event), event.by)}`);
    return state;
  },
} satisfies Readonly<Record<string, Command>>;

/** Prints how often the test images were used, and the optimism of choosing by their score. */
export function sayTestSet(terminal: Terminal, state: TestSet): void {
  terminal.say(words.testSet.scored(state));
  const optimism = words.testSet.optimism(state);
  if (optimism !== null) terminal.say(`${optimism} ${words.testSet.atMost}`);
  if (state.locked) terminal.say(words.testSet.command.locked(state.withheld));
}
