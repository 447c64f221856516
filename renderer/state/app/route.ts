import type { ProjectId } from '../../../engine/contract/index.ts';

/** The screens, in navigation order. */
export const screens = ['projects', 'images', 'label', 'review', 'train', 'results', 'compare', 'use', 'sources'] as const;
export type Screen = (typeof screens)[number];

/** Whether a screen needs a project. */
export const needsProject = (screen: Screen): boolean => screen !== 'projects' && screen !== 'sources';

/** The user's location. `query` narrows what a screen shows, for example `{ filter: 'conflicts' }`. */
export interface Route {
  readonly screen: Screen;
  readonly project: ProjectId | null;
  readonly query: Readonly<Record<string, string>>;
}

const start: Route = { screen: 'projects', project: null, query: {} };

/** Parses the part of an address after `#`: `/projects`, `/sources`, or `/<project id>/<screen>?name=value`; otherwise the start screen. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first = '', second = ''] = path.split('/');
  const query = Object.fromEntries(new URLSearchParams(search));
  if (first === 'sources') return { screen: 'sources', project: null, query };
  const screen = screens.find((name) => name === second);
  if (!/^[0-9a-f-]{36}$/i.test(first) || !screen || screen === 'projects') return start;
  return { screen, project: first as ProjectId, query };
}

/** Formats a route for use after `#` in the address. */
export function formatRoute(route: Route): string {
  const search = new URLSearchParams(route.query).toString();
  const query = search ? `?${search}` : '';
  if (route.project && route.screen !== 'projects') return `/${route.project}/${route.screen}${query}`;
  return needsProject(route.screen) || route.screen === 'projects' ? '/projects' : `/${route.screen}${query}`;
}
