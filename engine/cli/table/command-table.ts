import { words, type CommandName, type OptionName } from '../../words/words.ts';

/** An argument of a command, as shown: `<...>` is required, `[...]` optional; `several` takes all that follow. */
interface TakenWord {
  readonly shown: keyof typeof words.commandHelp.needed | `[${string}]`;
  readonly several?: true;
}
/** Options without a value. */
export type Switch =
  | 'unlabelled-boxes'
  | 'histogram'
  | 'keep-split'
  | 'copy'
  | 'images'
  | 'quick'
  | 'recompute'
  | 'replace'
  | 'preview'
  | 'propose'
  | 'newest'
  | 'no-bom'
  | 'example';
export interface CommandSpec {
  readonly takes: readonly TakenWord[];
  /** How the value is shown; true for a switch, which has none. */
  readonly options?: { readonly [K in OptionName]?: K extends Switch ? true : string };
  /** Required options. */
  readonly needed?: readonly OptionName[];
}

const project: TakenWord = { shown: '<project>' },
  images: TakenWord = { shown: '<folder>' },
  id: TakenWord = { shown: '<id>' };
const card = { title: 'T', task: 'T', licence: 'L' } as const;
const tableForm = { separator: 'comma|semicolon|tab', 'no-bom': true } as const;
const annotationOptions = { format: 'ID', columns: 'A,B', boxes: 'agree|leave', together: 'group|site|none' } as const;
const cutOptions = {
  'box-classes': 'A,B',
  'box-confidence': 'N',
  'box-side': 'N',
  'box-margin': 'N',
  'unlabelled-boxes': true,
} as const;
const otherOptions = { 'other-below': 'N', 'other-classes': 'A,B', 'other-name': 'NAME', 'other-into': 'CLASS' } as const;
const orientation = 'any|mirror|matters',
  tuneFrom = 'BLOCK|all|normalisation';

/** All commands with their arguments and options: parsing, error messages, help, documentation and completion are derived from this. */
export const commandTable: Readonly<Record<CommandName, CommandSpec>> = {
  new: { takes: [project] },
  import: {
    takes: [project, images],
    options: {
      labels: 'folders|file|none',
      'class-level': 'N',
      annotations: '<file>',
      ...annotationOptions,
      boxes: 'agree|leave|cut',
      ...cutOptions,
      'keep-split': true,
      copy: true,
      group: '<pattern>',
    },
  },
  labels: { takes: [] },
  'labels import': {
    takes: [project, { shown: '<annotations>' }],
    options: { ...annotationOptions, 'keep-split': true, replace: true },
  },
  'labels export': {
    takes: [project],
    options: {
      format: 'csv|xlsx|coco|label-studio|yolo|class-folders|camtrap-dp|dataset-version',
      out: '<file-or-folder>',
      replace: true,
      ...tableForm,
    },
    needed: ['format', 'out'],
  },
  status: { takes: [project] },
  find: { takes: [project, images] },
  sources: { takes: [] },
  'sources add': {
    takes: [{ shown: '[<file-or-folder>]' }],
    options: {
      ...card,
      scaling: 'minus-one-to-one|zero-to-one|none|imagenet-mean|imagenet-bgr',
      size: 'N',
      project: '<project>',
      run: 'N',
    },
  },
  'sources remove': { takes: [id] },
  'sources inspect': { takes: [id] },
  'sources export': { takes: [id], options: { out: '<file>' }, needed: ['out'] },
  'sources offers': { takes: [] },
  'sources download': { takes: [{ shown: '<offer>' }] },
  'sources measure': { takes: [id] },
  'sources rank': { takes: [project], options: { sources: 'A,B', seed: 'N', try: 'N' } },
  train: {
    takes: [project],
    options: {
      method: 'head|fine-tune|scratch|auto',
      source: 'ID',
      cut: 'LAYER',
      'tune-from': tuneFrom,
      orientation,
      budget: '10m',
      seed: 'N',
      ...otherOptions,
      resume: 'N',
    },
  },
  sweep: { takes: [project], options: { source: 'ID', seed: 'N', ...otherOptions } },
  develop: {
    takes: [project],
    options: {
      method: 'fine-tune|scratch',
      source: 'ID',
      cut: 'LAYER',
      'tune-from': tuneFrom,
      orientation,
      seed: 'N',
      budget: '10m',
      ...card,
      run: 'N',
    },
  },
  runs: { takes: [project], options: { compare: 'N,M' } },
  compare: { takes: [project], options: { quick: true, source: 'ID', cut: 'LAYER', seed: 'N', resume: 'N' } },
  evaluate: { takes: [project], options: { run: 'N' } },
  'test-set': { takes: [project, { shown: '[draw|lock|open]' }], options: { run: 'N', seed: 'N', newest: true, group: '<name>' } },
  review: { takes: [project], options: { source: 'ID', seed: 'N' } },
  similar: { takes: [project, { shown: '<image>' }, { shown: '[<image>]', several: true }], options: { most: 'N', source: 'ID' } },
  groups: { takes: [project, { shown: '[parts|time|none]' }, { shown: '[<value>]' }], options: { preview: true, propose: true } },
  brightness: { takes: [project, { shown: '[own|shared|<low> <high>]', several: true }], options: { folder: '<name>', histogram: true } },
  pages: {
    takes: [project, { shown: '[first|middle|brightest|maximum|<number>]' }],
    options: { channels: 'file|N|R,G,B', folder: '<name>' },
  },
  cache: { takes: [project, { shown: '[empty]' }] },
  restore: { takes: [project, { shown: '[<backup>]' }] },
  pack: { takes: [project], options: { out: '<file>', images: true }, needed: ['out'] },
  unpack: { takes: [{ shown: '<file>' }, { shown: '[<project>]' }] },
  export: {
    takes: [project],
    options: { format: 'saved-model|tfjs-graph|tfjs-layers', out: '<folder>', run: 'N' },
    needed: ['format', 'out'],
  },
  predict: { takes: [project, images], options: { out: '<file.csv>', run: 'N', replace: true, ...tableForm }, needed: ['out'] },
  report: { takes: [project], options: { report: 'N', recompute: true, format: 'html|pdf|csv', out: '<file>', ...tableForm } },
  serve: { takes: [{ shown: '[<project>]' }], options: { port: 'N', example: true } },
  example: { takes: [] },
  doctor: { takes: [] },
  completion: { takes: [{ shown: '<shell>' }] },
  help: { takes: [{ shown: '[<command>]', several: true }] },
};

export const commandNames = Object.keys(words.commandHelp.commands) as CommandName[];

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}

/** The subcommands of a command such as `sources`; without a name, all top-level commands. */
export function within(name: CommandName | null): CommandName[] {
  const depth = name === null ? 1 : name.split(' ').length + 1;
  return commandNames.filter((one) => one.split(' ').length === depth && (name === null || one.startsWith(`${name} `)));
}

export function optionsOf(name: CommandName): [OptionName, string | true][] {
  return Object.entries(commandTable[name].options ?? {}) as [OptionName, string | true][];
}

/** The literal choices in a value or argument shown as `one|other`; placeholders for names are not included. */
export function choicesIn(shown: string): string[] {
  const parts = shown.replaceAll(/^\[|\]$/g, '').split('|');
  return shown.startsWith('[<') || (parts.length === 1 && !shown.startsWith('['))
    ? []
    : parts.filter((part) => /^[a-z][a-z-]*$/.test(part));
}
