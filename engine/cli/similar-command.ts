import type { ImageSummary, Project } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ImageId } from '../domain/ids.ts';
import { words } from '../words/words.ts';
import { wholeNumber } from './arguments.ts';
import { ask } from './ask.ts';
import { finished, opened, type Command, type Context } from './context.ts';

const said = words.similar;
const usualMost = 20;

/** `similar <project> <image>...`: computes the features that are missing, and lists the images most similar to those named. */
export const similarCommand = {
  async similar(context) {
    const { studio, terminal, given } = context;
    const most = wholeNumber(given.flags.most, 'most') ?? usualMost;
    const from = given.flags.source === undefined ? {} : { source: given.flags.source };
    const project = await opened(context);
    const asked: ImageSummary[] = [];
    for (const word of given.positionals.slice(1)) asked.push(await imageNamed(context, project, word));
    const { job } = await ask(studio, 'features.start', { project: project.id, ...from });
    const { images: computed } = await finished(context, job, 'features');
    if (computed > 0) terminal.say(said.computed(computed));
    const to = asked.map(({ id }) => id);
    const { images: found, source, sourceTitle } = await ask(studio, 'images.similar', { project: project.id, to, most, ...from });
    terminal.say(
      said.head(
        asked.map(({ name }) => name),
        sourceTitle,
      ),
    );
    const summaries = await summariesOf(
      context,
      project,
      found.map(({ image }) => image),
    );
    const images = found.map(({ image: id, similarity }, at) => {
      const { name, class: label } = summaries[at]!;
      return { id, name, class: project.classes.find((one) => one.id === label)?.name ?? null, similarity };
    });
    for (const { name, class: label, similarity } of images) terminal.say(said.listed(name, similarity, label));
    return { source, sourceTitle, computed, images };
  },
} satisfies Readonly<Record<string, Command>>;

/** By its file name, or by its number if several have the same name. Errors: `input-invalid`. */
async function imageNamed({ studio }: Context, { id: project }: Project, word: string): Promise<ImageSummary> {
  const { images } = await ask(studio, 'images.page', { project, filter: { text: word.slice(-200) }, offset: 0, limit: 1000 });
  const named = images.filter(({ name }) => name === word);
  if (named.length === 1) return named[0]!;
  if (named.length > 1)
    throw new StudioError('input-invalid', {
      detail: said.several(
        word,
        named.map(({ id }) => id),
      ),
    });
  const [numbered] = /^\d+$/.test(word) ? (await ask(studio, 'images.listed', { project, images: [Number(word) as ImageId] })).images : [];
  if (numbered === undefined) throw new StudioError('input-invalid', { detail: said.unknown(word) });
  return numbered;
}

const pageSize = 1000;
async function summariesOf({ studio }: Context, { id: project }: Project, ids: readonly ImageId[]): Promise<ImageSummary[]> {
  const all: ImageSummary[] = [];
  for (let from = 0; from < ids.length; from += pageSize)
    all.push(...(await ask(studio, 'images.listed', { project, images: ids.slice(from, from + pageSize) })).images);
  return all;
}
