import type { NamedView, ProjectId } from '../../../engine/contract/index.ts';
import { ask } from '../../studio.ts';
import { notices } from '../app/notices.svelte.ts';
import { formatQuery, parseQuery, type ImageQuery } from './image-query.ts';

const addressOf = (query: ImageQuery): string => JSON.stringify(Object.entries(formatQuery(query)).toSorted());

/** The views of the images of a project that were given a name. */
export class NamedViews {
  list = $state.raw<readonly NamedView[]>([]);
  private readonly project: ProjectId;

  constructor(project: ProjectId) {
    this.project = project;
  }

  /** Leaves the list as it is if it cannot be fetched: the images matter more. */
  async refresh(): Promise<void> {
    await ask('views.list', { project: this.project }).then(
      ({ views }) => {
        this.list = views;
      },
      () => {},
    );
  }

  /** The view that is shown; undefined if it has no name. */
  named(query: ImageQuery): NamedView | undefined {
    return this.list.find((view) => addressOf(parseQuery(view.query)) === addressOf(query));
  }

  query(name: string): ImageQuery | undefined {
    const view = this.list.find((one) => one.name === name);
    return view && parseQuery(view.query);
  }

  async save(name: string, query: ImageQuery): Promise<void> {
    await this.#change(() => ask('views.save', { project: this.project, name, query: formatQuery(query) }));
  }

  async remove(name: string): Promise<void> {
    await this.#change(() => ask('views.remove', { project: this.project, name }));
  }

  async #change(act: () => Promise<unknown>): Promise<void> {
    await act().catch((error: unknown) => {
      notices.fail(error);
    });
    await this.refresh();
  }
}
