import type { FindingSeen, Project } from '../contract/index.ts';
import type { ClassId } from '../domain/ids.ts';
import { words } from '../words/words.ts';
import { wholeNumber } from './arguments.ts';
import { ask } from './ask.ts';
import { finished, opened, type Command, type Context } from './context.ts';

const said = words.review;
const pageSize = 1000;
/** Findings of each kind named in the terminal; `--json` has all. */
const named = 20;

/** `review <project>`: reviews the images and lists what is still to be decided. */
export const reviewCommand = {
  async review(context) {
    const { studio, terminal, given } = context;
    const seed = wholeNumber(given.flags.seed, 'seed');
    const { source } = given.flags;
    const project = await opened(context);
    const { job } = await ask(studio, 'review.start', {
      project: project.id,
      ...(source === undefined ? {} : { source }),
      ...(seed === undefined ? {} : { seed }),
    });
    const review = await finished(context, job, 'review');
    terminal.say(said.facts(review));
    if (review.labels === 0) terminal.say(said.fewLabels);
    else terminal.say(review.predictable ? said.predicted(review.predicted) : said.unpredictable(review.predicted));
    if (review.locked > 0) terminal.say(said.locked(review.locked));
    for (const { class: id, labels, need } of review.classes)
      if (need !== null) terminal.say(said.classes.need(nameOf(project, id), labels, need));
    for (const shortcut of review.shortcuts) terminal.say(said.shortcut(shortcut));
    for (const grouping of review.groupings) terminal.say(words.groups.grouping(grouping));
    const findings: FindingSeen[] = [];
    for (const { kind, ...counts } of review.found) {
      if (counts.all === 0) continue;
      terminal.say(said.counted(kind, counts));
      const open = await openFindings(context, project, kind);
      for (const finding of open.slice(0, named)) terminal.say(line(finding, project));
      if (open.length > named) terminal.say(said.further(open.length - named));
      findings.push(...open);
    }
    return {
      ...review,
      classes: review.classes.map(({ class: id, ...share }) => ({ class: nameOf(project, id), ...share })),
      shortcuts: review.shortcuts.map(({ typical, ...shortcut }) => ({
        ...shortcut,
        typical: typical.map(({ class: id, value }) => ({ class: nameOf(project, id), value })),
      })),
      findings: findings.map(({ kind, images, doubt }) => ({
        kind,
        images: images.map(({ id, name }) => ({ id, name })),
        doubt: doubt === null ? null : { ...doubt, class: nameOf(project, doubt.class), suggested: nameOf(project, doubt.suggested) },
      })),
    };
  },
} satisfies Readonly<Record<string, Command>>;

async function openFindings({ studio }: Context, { id: project }: Project, kind: FindingSeen['kind']): Promise<FindingSeen[]> {
  const all: FindingSeen[] = [];
  for (;;) {
    const { findings, total } = await ask(studio, 'review.findings', { project, kind, offset: all.length, limit: pageSize });
    all.push(...findings);
    if (findings.length === 0 || all.length >= total) return all;
  }
}

const nameOf = ({ classes }: Project, id: ClassId): string => classes.find((one) => one.id === id)?.name ?? '';

function line({ images, doubt }: FindingSeen, project: Project): string {
  return said.listed(
    images.map(({ name }) => name),
    doubt === null ? '' : said.doubt(nameOf(project, doubt.class), nameOf(project, doubt.suggested), doubt),
  );
}
