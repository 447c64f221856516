import { resolve } from 'node:path';
import type { ExportFormat, ImportReport, RefusedFile } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { refusalWords, words, type CommandName } from '../words/words.ts';
import { ask } from './ask.ts';
import { projectPath, tableForm } from './arguments.ts';
import { brightnessCommand } from './brightness-command.ts';
import { pagesCommand } from './pages-command.ts';
import { groupsCommand } from './groups-command.ts';
import { projectFileCommands } from './project-file-commands.ts';
import { reviewCommand } from './review-command.ts';
import { similarCommand } from './similar-command.ts';
import { cacheCommand } from './cache-command.ts';
import { compareCommands } from './compare-commands.ts';
import { developCommand } from './develop-command.ts';
import { exitCodes, finished, opened, runOf, type Command } from './context.ts';
import { importAnnotations, labelCommands, sayAnnotations } from './label-commands.ts';
import { reportCommands } from './report-commands.ts';
import { restoreCommand } from './restore-command.ts';
import { runCommands } from './run-commands.ts';
import { evaluated } from './say-evaluation.ts';
import { sourceCommands } from './source-commands.ts';
import type { Terminal } from './terminal.ts';
import { testSetCommand } from './test-set-command.ts';

const importWords = words.images.report;

/** All commands that run in a studio, by name. Each returns the document printed with --json. */
export const commands: Readonly<Record<Exclude<CommandName, 'help' | 'completion' | 'serve' | 'example'>, Command>> = {
  ...reportCommands,
  ...runCommands,
  ...compareCommands,
  ...sourceCommands,
  ...developCommand,
  ...testSetCommand,
  ...groupsCommand,
  ...brightnessCommand,
  ...pagesCommand,
  ...reviewCommand,
  ...similarCommand,
  ...cacheCommand,
  ...restoreCommand,
  ...projectFileCommands,
  ...labelCommands,

  async new(context) {
    const { name, folder } = projectPath(context.given.positional(0));
    const made = await ask(context.studio, 'projects.create', { name, folder });
    context.terminal.say(words.command.created(made.name, made.path));
    return { project: made.id, name: made.name, path: made.path };
  },

  async import(context) {
    const { studio, terminal, given } = context;
    const folder = resolve(given.positional(1));
    const project = await opened(context);
    const labels = given.flags.labels ?? 'folders',
      classLevel = given.flags['class-level'];
    const annotations = given.flags.labels === 'file' ? importAnnotations(context, given.flags.annotations) : undefined;
    const { job } = await ask(studio, 'images.import', {
      project: project.id,
      from: { paths: [folder] },
      labels: labels as 'folders' | 'file' | 'none',
      ...(annotations === undefined ? {} : { annotations }),
      copy: given.flags.copy ?? false,
      ...(classLevel === undefined ? {} : { classLevel: Number(classLevel) }),
      split: given.flags['keep-split'] === true ? 'keep' : 'new',
      ...(given.flags.group === undefined ? {} : { groupPattern: given.flags.group }),
    });
    const report = await finished(context, job, 'import');
    sayImport(terminal, report);
    return withReasons(report);
  },

  async find(context) {
    const { studio, terminal, given } = context;
    const folder = resolve(given.positional(1));
    const { id: project } = await opened(context);
    await ask(studio, 'images.missing', { project });
    const { job } = await ask(studio, 'images.find', { project, folder });
    const report = await finished(context, job, 'find-files');
    const said = words.images.findFiles;
    if (report.wanted === 0) terminal.say(said.nothing);
    else {
      terminal.say(said.found(report.found, report.wanted));
      terminal.say(said.looked(report.files));
      if (report.differing > 0) terminal.say(said.differing(report.differing));
    }
    if (report.found < report.wanted) process.exitCode = exitCodes.partly;
    return report;
  },

  async status(context) {
    const { id } = await opened(context);
    await ask(context.studio, 'images.missing', { project: id });
    const project = await ask(context.studio, 'projects.get', { project: id });
    context.terminal.say(words.command.status(project));
    if (project.readOnly) context.terminal.say(words.command.readOnly);
    if (project.missing > 0) context.terminal.say(words.command.missingFiles(project.missing));
    for (const one of project.classes)
      context.terminal.say(words.command.classLine(one.name, one.images, one.train, one.validation, one.test));
    return project;
  },

  async evaluate(context) {
    const project = await opened(context);
    return evaluated(context, project.id, runOf(context.given));
  },

  async export(context) {
    const { studio, terminal, given } = context;
    if (!given.flags.format || !given.flags.out)
      throw new StudioError('input-invalid', { detail: words.command.missing('--format and --out') });
    const project = await opened(context);
    const { job } = await ask(studio, 'exports.start', {
      project: project.id,
      run: runOf(given),
      format: given.flags.format as ExportFormat,
      out: resolve(given.flags.out),
    });
    const report = await finished(context, job, 'export');
    terminal.say(words.command.exported(report.format, report.folder));
    terminal.say(words.command.parity(report.parity.maxAbsoluteError, report.parity.images, report.parity.sameClass));
    terminal.say(words.use.export.fromFiles(report.parity.fromFiles));
    return report;
  },

  async predict(context) {
    const { studio, terminal, given } = context;
    if (!given.flags.out) throw new StudioError('input-invalid', { detail: words.command.missing('--out') });
    const out = resolve(given.flags.out),
      folder = resolve(given.positional(1)),
      table = tableForm(given.flags);
    const project = await opened(context);
    const { job } = await ask(studio, 'predictions.start', {
      project: project.id,
      run: runOf(given),
      folder,
      out,
      table,
      replace: given.flags.replace === true,
    });
    const report = await finished(context, job, 'predict');
    // A script that calls this must not mistake a partial result for a complete one.
    if (report.refused.length > 0) process.exitCode = exitCodes.partly;
    terminal.say(words.command.predicted(report.predicted, report.refused.length, report.file));
    return withReasons(report);
  },

  async doctor({ studio, terminal }) {
    const report = await ask(studio, 'machine.report', {});
    terminal.say(words.machine.title(report.software, report.platform));
    terminal.say(words.machine.processor(report.cpu.model, report.cpu.cores, report.cpu.features));
    terminal.say(words.machine.threads(report.threads.tensorflow, report.threads.decode));
    terminal.say(words.machine.memory(report.memoryBytes.total, report.memoryBytes.free));
    terminal.say(words.machine.gpu(report.gpu.name, report.gpu.reason));
    terminal.say(words.machine.versions({ node: report.node, ...report.versions }));
    for (const finding of report.findings) {
      const said = words.findings[finding.code];
      if (!said) continue;
      terminal.say(
        finding.works
          ? `[${words.machine.good}] ${said.works(finding.facts)}`
          : `[${words.machine.bad}] ${said.not(finding.facts)}\n  ${said.remedy}`,
      );
    }
    terminal.say(words.machine.folders);
    for (const folder of report.folders.sources) terminal.say(`  ${folder}`);
    return report;
  },
};

/** A report for printing: refused files with their reason as text. */
export function withReasons<R extends { readonly refused: readonly RefusedFile[] }>(report: R): object {
  return {
    ...report,
    refused: report.refused.map((refused) => ({ file: refused.file, code: refused.code, message: refusalWords(refused).what })),
  };
}

function sayImport(terminal: Terminal, report: ImportReport): void {
  terminal.say(words.command.imported(report.imported, report.present, report.skipped));
  if (report.removed > 0) terminal.say(words.images.report.removed(report.removed));
  const { levels, classLevel, split } = report.tree;
  if (classLevel !== null && levels > 1) terminal.say(words.command.classLevel(classLevel, levels));
  if (split !== null) terminal.say(words.command.split(split));
  for (const joined of report.classesJoined) terminal.say(words.command.joined(joined.name, joined.others));
  if (report.cuts) terminal.say(words.annotations.cut.pictures(report.cuts));
  if (report.annotations) sayAnnotations(terminal, report.annotations);
  if (report.window) terminal.say(importWords.window(report.window));
  if (report.severalFrames.length > 0) terminal.say(words.command.severalFrames(report.severalFrames.length));
  for (const { file, frames } of report.severalFrames) terminal.say(words.command.framesOf(file, frames));
  if (report.furtherBands.length > 0) terminal.say(words.command.furtherBands(report.furtherBands.length));
  for (const { file, bands } of report.furtherBands) terminal.say(words.command.bandsOf(file, bands));
  if (report.duplicates.length > 0) terminal.say(words.command.duplicates(report.duplicates.length));
  for (const { file, of } of report.duplicates) terminal.say(words.command.duplicate(file, of));
  if (report.conflicts.length > 0) terminal.say(words.command.conflicts(report.conflicts.length));
  for (const { files } of report.conflicts) terminal.say(words.command.conflict(files));
  if (report.refused.length > 0) terminal.say(words.command.refusedFiles(report.refused.length));
  for (const refused of report.refused) terminal.say(`  ${refused.file}: ${refusalWords(refused).what}`);
}
