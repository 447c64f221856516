import type { ClassId, ImageId, LabelsChanged, PendingAction, Project } from '../../engine/contract/index.ts';
import { ask } from '../studio.ts';
import { LabelQueue } from './label-queue.ts';
import type { ImageBrowser } from './image-browser.svelte.ts';
import { notices } from './notices.svelte.ts';
import { openProject } from './project.svelte.ts';
import { words } from '../../engine/words/words.ts';

/** Giving labels on a screen: painted at once, marked until saved, taken back on a failure, undone and done again. */
export class Labelling {
  /** Number of images whose label is painted but not saved yet. */
  pending = $state(0);
  /** The last label could not be saved. */
  failed = $state(false);
  private readonly project: Project['id'];
  private readonly browser: ImageBrowser;
  private readonly queue: LabelQueue;
  private version = 0;

  constructor(project: Project, browser: ImageBrowser) {
    this.project = project.id;
    this.browser = browser;
    this.version = project.dataVersion;
    const { list } = browser;
    this.queue = new LabelQueue({
      labelOf: (id) => {
        const image = list.get(id);
        return image && !image.conflict ? image.class : undefined;
      },
      paint: (labels) => { list.paint(labels); },
      send: (images, label) => ask('labels.set', { project: project.id, images, class: label }),
      pendingChanged: () => { this.pending = this.queue.pendingImages; },
      acknowledged: (answer) => { this.take(answer); },
      failed: (error) => { this.fail(error); },
      reload: () => { void browser.refresh(); },
    });
  }

  isPending(id: ImageId): boolean {
    return this.pending > 0 && this.queue.isPending(id);
  }

  /** Labels images; null takes their label away. Resolves when it is saved or has been put back. */
  async label(images: readonly ImageId[], label: ClassId | null): Promise<void> {
    if (images.length === 0) return;
    this.failed = false;
    this.attempted = images.length;
    await this.queue.label(images, label);
  }

  undo(): Promise<void> {
    return this.step('labels.undo', openProject.current?.undo ?? null, words.label.undone);
  }

  redo(): Promise<void> {
    return this.step('labels.redo', openProject.current?.redo ?? null, words.label.redone);
  }

  /** Something other than labels of images was changed, and what the images are now is not known here. */
  async reload(): Promise<void> {
    this.queue.forget();
    await Promise.all([openProject.refresh(), this.browser.refresh()]);
  }

  private attempted = 0;

  private async step(name: 'labels.undo' | 'labels.redo', action: PendingAction | null, said: (action: PendingAction) => string): Promise<void> {
    await this.queue.settled();
    const versionBefore = Math.max(this.version, openProject.current?.dataVersion ?? 0);
    try {
      const answer = await ask(name, { project: this.project });
      const painted = name === 'labels.undo' ? this.queue.undid(versionBefore, answer) : this.queue.redid(versionBefore, answer);
      this.take(answer);
      if (!painted) await this.reload();
      if (action) notices.say(said(action));
    } catch (error) {
      notices.fail(error);
    }
  }

  private take(answer: LabelsChanged): void {
    this.version = answer.dataVersion;
    openProject.acknowledge(answer);
  }

  private fail(error: unknown): void {
    this.failed = true;
    notices.fail(error);
    notices.say(words.label.failedBack(this.attempted), null, { stays: true });
  }
}
