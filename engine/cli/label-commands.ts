import { resolve } from 'node:path';
import type { AnnotationTally, Input } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { words } from '../words/words.ts';
import { ask } from './ask.ts';
import { finished, opened, type Command, type Context } from './context.ts';
import type { Terminal } from './terminal.ts';

type Choice = Input<'labels.import'>['annotations'];

export const labelCommands = {
  async labels({ studio, terminal }) {
    const { formats } = await ask(studio, 'annotations.formats', {});
    terminal.say(words.annotations.formats);
    for (const { id, title, carries } of formats) terminal.say(words.annotations.format(id, title, carries));
    return { formats };
  },

  async 'labels import'(context) {
    const { studio, terminal, given } = context;
    const annotations = annotationChoice(context, given.positional(1));
    const project = await opened(context);
    const { job } = await ask(studio, 'labels.import', {
      project: project.id,
      annotations,
      labelled: given.flags.replace ? 'replace' : 'keep',
      split: given.flags['keep-split'] ? 'keep' : 'new',
    });
    const report = await finished(context, job, 'import-labels');
    terminal.say(words.annotations.command(report));
    sayAnnotations(terminal, report);
    return report;
  },
} satisfies Readonly<Record<string, Command>>;

/** The annotation file of a command and how to read it. Errors: `input-invalid` without a file. */
export function annotationChoice({ given: { flags } }: Pick<Context, 'given'>, file: string | undefined): Choice {
  if (file === undefined) throw new StudioError('input-invalid', { detail: words.command.missing('--annotations') });
  return {
    file: resolve(file),
    ...(flags.format === undefined ? {} : { format: flags.format }),
    ...(flags.columns === undefined
      ? {}
      : { columns: flags.columns.split(',').map((role) => role.trim()) as NonNullable<Choice['columns']> }),
    ...(flags.boxes === undefined ? {} : { boxes: flags.boxes as 'agree' }),
    ...(flags.together === undefined ? {} : { together: flags.together as 'group' }),
  };
}

/** Prints what came of the labels of an annotation file. */
export function sayAnnotations(terminal: Terminal, tally: AnnotationTally): void {
  terminal.say(words.annotations.carried(tally));
  for (const one of tally.left) terminal.say(`  ${words.annotations.left(one)}`);
  if (tally.notKept.length > 0) terminal.say(words.annotations.notKept(tally.notKept));
}
