import type { CheckedInput, Output, WindowsSeen } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { words } from '../words/words.ts';
import { clippedBy } from '../domain/models/sample-spread.ts';
import { ask } from './ask.ts';
import { folderAsked } from './folder-option.ts';
import { opened, type Command } from './context.ts';

const { windows } = words.images;

/** Shows or changes the brightness windows of images of more than 8 bits. */
export const brightnessCommand = {
  async brightness(context) {
    const { studio, terminal, given } = context;
    const window = given.positionals.length > 1 ? windowAsked(given.positionals.slice(1)) : null;
    const { id: project } = await opened(context);
    const folder = folderAsked((await ask(studio, 'images.windows', { project })).folders, given.flags.folder, windows.noFolder);
    if (window !== null) {
      const { changed } = await ask(studio, 'images.setWindow', { project, window, ...folder });
      terminal.say(windows.chosen(changed));
    }
    const seen = await ask(studio, 'images.windows', { project });
    if (seen.images === 0) terminal.say(windows.none);
    for (const one of seen.chosen) terminal.say(windows.through(one));
    for (const one of seen.folders) if (one.isSet) terminal.say(windows.ofFolder(one));
    if (window === null && seen.shared) terminal.say(windows.wouldFit(seen.shared));
    if (seen.tellsClasses) terminal.say(windows.tells);
    if (seen.windowsTellClasses) terminal.say(windows.windowsTell);
    if (!given.flags.histogram) return { ...seen, histogram: null };
    const { of, histogram } = await ask(studio, 'images.histogram', { project, ...folder });
    for (const line of spread(of, histogram, seen.chosen)) terminal.say(line);
    return { ...seen, histogram };
  },
} satisfies Readonly<Record<string, Command>>;

/** What a histogram shows, in words: how much the window in use clips, and which values are saturated or left out. */
function spread(of: number, histogram: Output<'images.histogram'>['histogram'], chosen: WindowsSeen['chosen']): string[] {
  const said = windows.histogram;
  if (histogram === null) return of === 0 ? [] : [said.none];
  const window = chosen.length === 1 ? chosen[0]!.window : null;
  return [
    said.read(histogram.images, of),
    said.label(histogram),
    ...(window === null ? [] : [said.clipped(clippedBy(histogram, window))]),
    ...histogram.saturated.map(said.saturated),
    ...histogram.leftOut.map(said.leftOut),
  ];
}

/** Errors: `input-invalid`. */
function windowAsked(given: readonly string[]): CheckedInput<'images.setWindow'>['window'] {
  const [first, second] = given;
  if (given.length === 1 && (first === 'own' || first === 'shared')) return first;
  const low = Number(first),
    high = Number(second);
  if (given.length !== 2 || !first?.trim() || !second?.trim() || !(low < high))
    throw new StudioError('input-invalid', { detail: windows.unknown(given.join(' ')) });
  return { low, high };
}
