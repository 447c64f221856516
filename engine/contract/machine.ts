import { z } from 'zod';
import { change, nothing, question } from './declare.ts';
import { path, tableForm } from './values.ts';

/** One finding of the self-check. engine/words has a message for each code. */
const finding = z.strictObject({
  code: z.string(),
  works: z.boolean(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

const machineReport = z.strictObject({
  software: z.string(),
  platform: z.string(),
  node: z.string(),
  versions: z.record(z.string(), z.string()),
  cpu: z.strictObject({ model: z.string(), cores: z.int(), features: z.array(z.string()) }),
  /** Threads used by TensorFlow and by the pool of decoders. */
  threads: z.strictObject({ tensorflow: z.int(), decode: z.int() }),
  memoryBytes: z.strictObject({ total: z.int(), free: z.int() }),
  gpu: z.strictObject({ present: z.boolean(), used: z.boolean(), name: z.string().nullable(), reason: z.string() }),
  folders: z.strictObject({ sources: z.array(path), projects: path, cache: path }),
  findings: z.array(finding),
});
export type MachineReport = z.infer<typeof machineReport>;

const settings = z.strictObject({
  by: z.string(),
  theme: z.enum(['system', 'light', 'dark']),
  /** Id of the source model preselected where a project has none chosen; null for the one that Graft suggests. */
  source: z.string().nullable(),
  /** Format in which the screens write tables. */
  table: tableForm,
});

export const machineRequests = {
  'machine.report': question('The machine in facts: versions, processor, memory, GPU, folders, what works and what does not.', {
    input: nothing,
    output: machineReport,
  }),
  'files.browse': question(
    'The folders inside a folder, with the number of images directly in each, for choosing one without a desktop dialog.',
    {
      input: z.strictObject({
        path: path.optional(),
        /** Also lists files: annotation files and sheets, or project files. */
        files: z.enum(['annotations', 'projects']).optional(),
      }),
      output: z.strictObject({
        path,
        parent: path.nullable(),
        images: z.int(),
        folders: z.array(z.strictObject({ name: z.string(), path })),
        files: z.array(z.strictObject({ name: z.string(), path })),
        /** Starting points: home folder, projects, drives. */
        places: z.array(z.strictObject({ name: z.string(), path })),
      }),
      failures: ['folder-not-found', 'not-allowed'],
    },
  ),
  'settings.get': question('The settings of this user.', { input: nothing, output: settings }),
  'settings.set': change('Changes settings of this user.', {
    input: z.strictObject({
      by: z.string().trim().min(1).max(80).optional(),
      theme: settings.shape.theme.optional(),
      source: settings.shape.source.optional(),
      table: tableForm.optional(),
    }),
    output: settings,
  }),
};
