import { StudioError } from '../domain/failure.ts';
import { words } from '../words/words.ts';
import { ask } from './ask.ts';
import { opened, type Command } from './context.ts';

/** Shows the size of a project's cache, or empties it. */
export const cacheCommand = {
  async cache(context) {
    const { studio, terminal, given } = context;
    const word = given.positionals[1];
    if (word !== undefined && word !== 'empty') throw new StudioError('input-invalid', { detail: words.cache.command.unknown(word) });
    const { id: project } = await opened(context);
    const state =
      word === undefined ? await ask(studio, 'projects.cache', { project }) : await ask(studio, 'projects.emptyCache', { project });
    if (word === undefined) terminal.say(state.bytes > 0 ? words.cache.frees(state.bytes) : words.cache.nothing);
    else terminal.say(words.cache.emptied(state.bytes));
    if (state.kept.images > 0) terminal.say(words.cache.kept(state.kept.images, state.kept.bytes));
    return state;
  },
} satisfies Readonly<Record<string, Command>>;
