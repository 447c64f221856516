import { StudioError } from '../domain/failure.ts';
import type { Reading } from '../domain/models/reading.ts';
import { words } from '../words/words.ts';
import { ask } from './ask.ts';
import { folderAsked } from './folder-option.ts';
import { finished, opened, type Command } from './context.ts';

const said = words.readings;

/** Shows or changes which pages and channels of files are read. */
export const pagesCommand = {
  async pages(context) {
    const { studio, terminal, given } = context;
    const [, page] = given.positionals;
    const pages = page === undefined ? 'first' : pagesAsked(page);
    const channels = channelsAsked(given.flags.channels ?? 'file');
    const { id: project } = await opened(context);
    const folder = folderAsked((await ask(studio, 'images.readings', { project })).folders, given.flags.folder, said.noFolder);
    if (page !== undefined || given.flags.channels !== undefined) {
      const { job } = await ask(studio, 'images.setReading', { project, reading: { pages, channels }, ...folder });
      const { changed, lacking, unread } = await finished(context, job, 'reading');
      terminal.say(said.outcome.changed(changed));
      if (lacking > 0) terminal.say(said.outcome.lacking(lacking));
      if (unread > 0) terminal.say(said.outcome.unread(unread));
    }
    const seen = await ask(studio, 'images.readings', { project });
    if (seen.images === 0) terminal.say(said.none);
    else terminal.say(said.ofAll(seen));
    for (const one of seen.folders) if (one.isSet) terminal.say(said.ofFolder(one));
    if (seen.differ > 0) terminal.say(said.differ(seen.differ));
    return seen;
  },
} satisfies Readonly<Record<string, Command>>;

/** Errors: `input-invalid`. */
function pagesAsked(given: string): Reading['pages'] {
  if (given === 'first' || given === 'middle' || given === 'brightest' || given === 'maximum') return given;
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new StudioError('input-invalid', { detail: said.unknownPages(given) });
  return number;
}

/** Errors: `input-invalid`. */
function channelsAsked(given: string): Reading['channels'] {
  if (given === 'file') return null;
  const numbers = given.split(',').map(Number);
  const [first, second, third] = numbers;
  if (numbers.every((one) => Number.isInteger(one) && one >= 1)) {
    if (numbers.length === 1) return [first!];
    if (numbers.length === 3) return [first!, second!, third!];
  }
  throw new StudioError('input-invalid', { detail: said.unknownChannels(given) });
}
