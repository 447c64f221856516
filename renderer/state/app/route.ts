import type { ProjectId } from '../../../engine/contract/index.ts';

/** The screens, in the order of the navigation. */
export const screens = ['projects', 'images', 'label', 'train', 'results', 'compare', 'use', 'sources'] as const;
export type Screen = (typeof screens)[number];

/** Whether a screen shows something of a project; the others can be shown without one. */
export const needsProject = (screen: Screen): boolean => screen !== 'projects' && screen !== 'sources';

/** Where the user is. `query` narrows what a screen shows, for example `{ filter: 'conflicts' }`. */
export interface Route {
  readonly screen: Screen;
  readonly project: ProjectId | null;
  readonly query: Readonly<Record<string, string>>;
}

const start: Route = { screen: 'projects', project: null, query: {} };

/** Reads the part of an address behind `#`: `/projects`, `/sources`, or `/<project id>/<screen>?name=value`. Anything else is the start. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first = '', second = ''] = path.split('/');
  const query = Object.fromEntries(new URLSearchParams(search));
  if (first === 'sources') return { screen: 'sources', project: null, query };
  const screen = screens.find((name) => name === second);
  if (!/^[0-9a-f-]{36}$/i.test(first) || !screen || screen === 'projects') return start;
  return { screen, project: first as ProjectId, query };
}

/** The address of a route, to be put behind `#`. */
export function formatRoute(route: Route): string {
  const search = new URLSearchParams(route.query).toString();
  const query = search ? `?${search}` : '';
  if (route.project && route.screen !== 'projects') return `/${route.project}/${route.screen}${query}`;
  return needsProject(route.screen) || route.screen === 'projects' ? '/projects' : `/${route.screen}${query}`;
}
