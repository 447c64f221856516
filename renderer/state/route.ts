import type { ProjectId } from '../../engine/contract/index.ts';

/** The screens, in the order of the navigation. All but `projects` belong to a project. */
export const screens = ['projects', 'images', 'label', 'train', 'results', 'use'] as const;
export type Screen = (typeof screens)[number];

/** Where the user is. `query` narrows what a screen shows, for example `{ filter: 'conflicts' }`. */
export interface Route {
  readonly screen: Screen;
  readonly project: ProjectId | null;
  readonly query: Readonly<Record<string, string>>;
}

export const start: Route = { screen: 'projects', project: null, query: {} };

/** Reads the part of an address behind `#`: `/projects`, or `/<project id>/<screen>?name=value`. Anything else is the start. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first = '', second = ''] = path.split('/');
  const screen = screens.find((name) => name === second);
  if (!/^[0-9a-f-]{36}$/i.test(first) || !screen || screen === 'projects') return start;
  return { screen, project: first as ProjectId, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The address of a route, to be put behind `#`. */
export function formatRoute(route: Route): string {
  if (route.screen === 'projects' || !route.project) return '/projects';
  const search = new URLSearchParams(route.query).toString();
  return `/${route.project}/${route.screen}${search ? `?${search}` : ''}`;
}
