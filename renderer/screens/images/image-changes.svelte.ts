import type { ClassId, ImageId, ImageSummary, LabelsChanged, Output, Project, ProjectId } from '../../../engine/contract/index.ts';
import { stepHere } from '../../actions/menu-commands.ts';
import { notices } from '../../state/app/notices.svelte.ts';
import { openProject } from '../../state/app/project.svelte.ts';
import type { ImageBrowser } from '../../state/images/image-browser.svelte.ts';
import { ask } from '../../studio.ts';

/** What the Images screen does to the images that are chosen: selected or, if there are none, in focus. */
export class ImageChanges {
  /** The tags of the project, by name. They change only by tagging, undo and imports, so they are not fetched after each label. */
  tags = $state.raw<Output<'images.tags'>['tags']>([]);
  private readonly project: ProjectId;
  private readonly browser: ImageBrowser;

  constructor(project: ProjectId, browser: ImageBrowser) {
    this.project = project;
    this.browser = browser;
  }

  get chosen(): ImageId[] {
    const { selection, focused } = this.browser;
    return selection.ids.size > 0 ? [...selection.ids] : focused ? [focused.id] : [];
  }

  decide = async (image: ImageSummary, label: ClassId): Promise<void> => {
    try {
      await ask('labels.set', { project: this.project, images: [image.id], class: label });
      this.browser.list.paint([[image.id, label]]);
    } catch (error) {
      notices.fail(error);
    }
  };

  exclude = (excluded: boolean): Promise<void> =>
    this.attempt(ask('images.exclude', { project: this.project, images: this.chosen, excluded }));

  remove = (removed: boolean): Promise<void> => this.attempt(ask('images.remove', { project: this.project, images: this.chosen, removed }));

  group = (group: string | null): Promise<void> => this.attempt(ask('images.group', { project: this.project, images: this.chosen, group }));

  tag = (tags: { readonly add: string[]; readonly remove: string[] }): Promise<void> =>
    this.attempt(ask('images.tag', { project: this.project, images: this.chosen, ...tags }));

  async step(project: Project, command: 'undo' | 'redo'): Promise<void> {
    if (!project[command]) return;
    await stepHere(project, command).catch((error: unknown) => {
      notices.fail(error);
    });
    await this.refresh();
  }

  /** Shows what an acknowledged change has changed. */
  async done(answer: LabelsChanged): Promise<void> {
    openProject.acknowledge(answer);
    await this.refresh();
  }

  async refreshTags(): Promise<void> {
    ({ tags: this.tags } = await ask('images.tags', { project: this.project }).catch(() => ({ tags: this.tags })));
  }

  private async attempt(change: Promise<LabelsChanged>): Promise<void> {
    const answer = await change.catch((error: unknown) => {
      notices.fail(error);
    });
    if (answer) await this.done(answer);
  }

  private async refresh(): Promise<void> {
    await Promise.all([this.browser.refresh(), this.refreshTags()]);
  }
}
