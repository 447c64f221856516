import { StudioError } from '../domain/failure.ts';
import { cache as words } from '../words/en/cache.ts';
import { ask } from './ask.ts';
import { opened, type Command } from './context.ts';

/** What can be made again from the images of a project: how much it is, or that it goes. */
export const cacheCommand = {
  async cache(context) {
    const { studio, terminal, given } = context;
    const word = given.positionals[1];
    if (word !== undefined && word !== 'empty') throw new StudioError('input-invalid', { detail: words.command.unknown(word) });
    const { id: project } = await opened(context);
    const state = word === undefined ? await ask(studio, 'projects.cache', { project }) : await ask(studio, 'projects.emptyCache', { project });
    if (word === undefined) terminal.say(state.bytes > 0 ? words.frees(state.bytes) : words.nothing);
    else terminal.say(words.emptied(state.bytes));
    if (state.kept.images > 0) terminal.say(words.kept(state.kept.images, state.kept.bytes));
    return state;
  },
} satisfies Readonly<Record<string, Command>>;
