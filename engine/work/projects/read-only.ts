import { requests, type Handlers, type RequestName } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ProjectId } from '../../domain/ids.ts';
import type { OpenProjects } from './open-project.ts';

/** Changes that concern a project but do not write to it: features and maps are stored beside the copy. */
const leaveTheProject: ReadonlySet<RequestName> = new Set([
  'projects.close',
  'features.start',
  'map.start',
  'labels.export',
  'exports.start',
  'predictions.start',
  'reports.export',
]);

/** Returns handlers that refuse every other change of a read-only project with `project-read-only`, before any work begins. */
export function refusingReadOnly(projects: Pick<OpenProjects, 'find'>, handlers: Handlers): Handlers {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    if (requests[name as RequestName].kind === 'question' || leaveTheProject.has(name as RequestName)) return [name, handler];
    return [
      name,
      (input: { readonly project?: ProjectId }) => {
        const store = input.project === undefined ? null : projects.find(input.project);
        if (store?.isReadOnly) throw new StudioError('project-read-only', { path: store.folder });
        return (handler as (given: typeof input) => unknown)(input);
      },
    ];
  });
  return Object.fromEntries(guarded) as Handlers;
}
