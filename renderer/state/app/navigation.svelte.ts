import type { ProjectId } from '../../../engine/contract/index.ts';
import { formatRoute, parseRoute, type Route, type Screen } from './route.ts';
import { openProject } from './project.svelte.ts';

/** The user's location, stored in the address so that back, forward and reload work. */
class Navigation {
  route = $state.raw<Route>(parseRoute(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
  }

  /** Shows a screen of the open project, if there is one, or of another project, which is opened for it. */
  go(screen: Screen, query: Record<string, string> = {}, project: ProjectId | null = openProject.current?.id ?? null): void {
    const route: Route = { screen, project: screen === 'projects' ? null : project, query };
    this.route = route;
    const hash = `#${formatRoute(route)}`;
    if (location.hash !== hash) location.hash = hash;
  }

  /** Sets the query of the screen in the address without adding to the history. */
  narrow(query: Record<string, string>): void {
    this.route = { ...this.route, query };
    history.replaceState(null, '', `#${formatRoute(this.route)}`);
  }
}

export const navigation = new Navigation();
