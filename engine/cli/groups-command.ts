import type { CheckedInput, GroupsProposed, GroupsSeen, ProjectId } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { nameParts, type NameMark } from '../domain/labels/name-parts.ts';
import { words } from '../words/words.ts';
import { ask } from './ask.ts';
import { finished, opened, type Command, type Context } from './context.ts';

const said = words.groups;
type Rule = CheckedInput<'groups.set'>['rule'];

/** Shows, previews or changes how the images of a project are grouped. */
export const groupsCommand = {
  async groups(context) {
    const { studio, terminal, given } = context;
    const { id: project } = await opened(context);
    const before = await ask(studio, 'groups.get', { project });
    const words = given.positionals.slice(1);
    const proposed = given.flags.propose ? await proposedGroups(context, project) : null;
    const rule = words.length === 0 ? null : ruleOf(words, before.paths[0] ?? '');
    const isSet = rule !== null && !given.flags.preview;
    if (isSet) terminal.say(said.applied((await ask(studio, 'groups.set', { project, rule })).changed));
    const seen = rule === null ? before : await ask(studio, 'groups.get', isSet ? { project } : { project, rule });
    terminal.say(seen.preview ? said.previewed(seen.preview) : said.now(seen.now));
    if (seen.divided > 0) terminal.say(said.divided(seen.divided));
    if (rule === null && seen.paths[0] !== undefined) terminal.say(said.numbered(numberedParts(seen.paths[0])));
    if (proposed) for (const line of proposedLines(proposed)) terminal.say(line);
    return { ...seen, preview: seen.preview && withoutPictures(seen.preview), proposed };
  },
} satisfies Readonly<Record<string, Command>>;

/** With the features that are missing, which are computed first. */
async function proposedGroups(context: Context, project: ProjectId): Promise<GroupsProposed> {
  const { job } = await ask(context.studio, 'features.start', { project });
  const { source } = await finished(context, job, 'features');
  return ask(context.studio, 'groups.proposed', { project, source });
}

const proposedLines = ({ groupings, tried }: GroupsProposed): string[] =>
  groupings.length === 0 ? [said.proposed.none(tried)] : groupings.map(said.proposed.listed);

const withoutPictures = ({ examples, ...summary }: NonNullable<GroupsSeen['preview']>) => ({
  ...summary,
  examples: examples.map(({ group, count, images }) => ({ group, count, images: images.map(({ name }) => name) })),
});

const markedParts = (path: string): { readonly text: string; readonly mark: NameMark }[] =>
  nameParts(path).flatMap(({ text, mark }) => (mark === null ? [] : [{ text, mark }]));

/** The parts of a path as numbered for `parts`. */
const numberedParts = (path: string): string[] => markedParts(path).map(({ text }, at) => `${at + 1} ${text}`);

/** `parts 2,3`, by their numbers in the first example path; `time 10`, in minutes; or `none`. Errors: `input-invalid`. */
function ruleOf([by, value, ...further]: readonly string[], path: string): Rule {
  if (further.length === 0) {
    if (by === 'none' && value === undefined) return { by };
    if (by === 'time' && Number(value) > 0) return { by, minutes: Number(value) };
    const parts = markedParts(path);
    const marks = (value ?? '').split(',').map((number) => parts[Number(number) - 1]?.mark);
    if (by === 'parts' && marks.length > 0 && marks.every((mark) => mark !== undefined)) return { by: 'name', marks };
  }
  throw new StudioError('input-invalid', { detail: said.unknownRule([by, value, ...further].filter(Boolean).join(' ')) });
}
