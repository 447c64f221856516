import { z } from 'zod';
import { change, nothing, question } from './declare.ts';
import { projectId } from './values.ts';

const viewName = z.string().trim().min(1).max(60);
/** `query`: filter, order and text of the Images screen as they are in its address. */
const namedView = z.strictObject({ name: viewName, query: z.record(z.string().max(40), z.string().max(2000)) });
export type NamedView = z.infer<typeof namedView>;

export const viewRequests = {
  'views.list': question('The views of the images that were given a name, by name.', {
    input: z.strictObject({ project: projectId }),
    output: z.strictObject({ views: z.array(namedView) }),
    failures: ['project-not-open'],
  }),
  'views.save': change('Gives a view of the images a name; a view that has it is replaced.', {
    input: namedView.extend({ project: projectId }),
    output: nothing,
    failures: ['project-not-open', 'disk-full', 'disk-error'],
  }),
  'views.remove': change('Removes a named view. The images stay as they are.', {
    input: z.strictObject({ project: projectId, name: viewName }),
    output: nothing,
    failures: ['project-not-open', 'disk-full', 'disk-error'],
  }),
};
