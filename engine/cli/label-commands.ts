import { resolve } from 'node:path';
import type { AnnotationTally, Input } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { labelExportFormatNames, labelExportFormats, type LabelExportFormat } from '../domain/labels/label-export.ts';
import { words } from '../words/words.ts';
import { anyNumber, tableForm, wholeNumber } from './arguments.ts';
import { ask } from './ask.ts';
import { exitCodes, finished, opened, type Command, type Context } from './context.ts';
import type { Terminal } from './terminal.ts';

const said = words.labelExport;
type Choice = Input<'labels.import'>['annotations'];

export const labelCommands = {
  async labels({ studio, terminal }) {
    const { formats: reads } = await ask(studio, 'annotations.formats', {});
    terminal.say(words.annotations.formats);
    for (const { id, title, carries } of reads) terminal.say(words.annotations.format(id, title, carries));
    const writes = labelExportFormatNames.map((id) => ({ id, ...labelExportFormats[id] }));
    terminal.say(said.formatsWritten);
    for (const { id, carries } of writes)
      terminal.say(
        said.formatLine(
          id,
          said.formats[id],
          carries.map((one) => said.carries[one]),
        ),
      );
    return { reads, writes: writes.map(({ id, writes: kind, carries }) => ({ id, writes: kind, carries })) };
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

  async 'labels export'(context) {
    const { studio, terminal, given } = context;
    const { format, out, replace = false } = given.flags;
    if (format === undefined || out === undefined)
      throw new StudioError('input-invalid', { detail: words.command.missing('--format and --out') });
    const table = tableForm(given.flags);
    const project = await opened(context);
    const { job } = await ask(studio, 'labels.export', {
      project: project.id,
      // The contract refuses any other.
      format: format as LabelExportFormat,
      out: resolve(out),
      replace,
      table,
    });
    const report = await finished(context, job, 'export-labels');
    // A script that calls this must not mistake an export without some of the pictures for a complete one.
    if (report.left.some(({ reason }) => reason.startsWith('file-'))) process.exitCode = exitCodes.partly;
    terminal.say(said.exported(report.images, report.labels, report.files, report.out));
    for (const { reason, count } of report.left) terminal.say(said.left[reason](count));
    return report;
  },
} satisfies Readonly<Record<string, Command>>;

/** The annotation file of a command and how to read it. Errors: `input-invalid` without a file. */
function annotationChoice({ given: { flags } }: Pick<Context, 'given'>, file: string | undefined): Choice {
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

/** As annotationChoice, with the boxes to cut out. Errors: `input-invalid`. */
export function importAnnotations(
  context: Pick<Context, 'given'>,
  file: string | undefined,
): NonNullable<Input<'images.import'>['annotations']> {
  const { flags } = context.given;
  const choice = annotationChoice(context, file);
  const cut = {
    ...(flags['box-classes'] === undefined ? {} : { classes: flags['box-classes'].split(',').map((name) => name.trim()) }),
    ...optional('leastConfidence', anyNumber(flags['box-confidence'], 'box-confidence')),
    ...optional('leastSide', wholeNumber(flags['box-side'], 'box-side')),
    ...optional('widen', anyNumber(flags['box-margin'], 'box-margin')),
    ...(flags['unlabelled-boxes'] ? { label: false } : {}),
  };
  const [option] = Object.keys(flags).filter((name) => name.startsWith('box-') || name === 'unlabelled-boxes');
  if (flags.boxes !== 'cut' && option !== undefined)
    throw new StudioError('input-invalid', { detail: words.command.onlyWithCut(`--${option}`) });
  return { ...choice, cut };
}

const optional = <K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };

/** Prints what came of the labels of an annotation file. */
export function sayAnnotations(terminal: Terminal, tally: AnnotationTally): void {
  terminal.say(words.annotations.carried(tally));
  for (const one of tally.left) terminal.say(`  ${words.annotations.left(one)}`);
}
