import type { ClassId, ImageId, LabelsChanged, PendingAction, Project } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { words } from '../../../engine/words/words.ts';
import { ask } from '../../studio.ts';
import type { ImageBrowser } from '../images/image-browser.svelte.ts';
import { LabelQueue } from './label-queue.ts';
import { notices } from '../app/notices.svelte.ts';
import { openProject } from '../app/project.svelte.ts';

type Images = readonly ImageId[];

/**
 * Labelling on a screen: labels are painted at once, marked until saved, reverted if the studio refuses them, and can be undone and redone.
 * While the studio is unreachable labels wait and are sent later: sending a label twice changes nothing.
 */
export class Labelling {
  /** The number of images whose label is painted but not saved yet. */
  pending = $state(0);
  /** Whether labels are waiting for an unreachable studio. */
  waiting = $state(false);
  /** Whether the last label could not be saved. */
  failed = $state(false);
  private readonly project: Project['id'];
  private readonly browser: ImageBrowser;
  private readonly queue: LabelQueue;
  private version = 0;
  /** Images reverted since labelling last succeeded, so that one message counts all of them. */
  private putBack = 0;

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
      paint: (labels) => {
        list.paint(labels);
      },
      send: (images, label) => this.send(images, label),
      pendingChanged: () => {
        this.pending = this.queue.pendingImages;
      },
      acknowledged: (answer) => {
        this.take(answer);
      },
      failed: (error, images) => {
        this.fail(error, images);
      },
      reload: () => {
        void browser.refresh();
      },
    });
  }

  isPending(id: ImageId): boolean {
    return this.pending > 0 && this.queue.isPending(id);
  }

  /** Labels images; null removes their label. Resolves when it is saved or reverted. */
  async label(images: Images, label: ClassId | null): Promise<void> {
    if (images.length === 0) return;
    if (this.pending === 0) [this.failed, this.putBack] = [false, 0];
    await this.queue.label(images, label);
  }

  /** Undoes the last action. Resolves with its images, if known. */
  undo(): Promise<Images> {
    return this.step('labels.undo', openProject.current?.undo ?? null, words.label.undone);
  }

  redo(): Promise<Images> {
    return this.step('labels.redo', openProject.current?.redo ?? null, words.label.redone);
  }

  /** Fetches everything again after a change to something other than labels, whose effect on the images is unknown here. */
  async reload(): Promise<void> {
    this.queue.forget();
    await Promise.all([openProject.refresh(), this.browser.refresh()]);
  }

  /** Fetches the images again after the studio was unreachable; unsent labels stay painted. */
  async back(): Promise<void> {
    await this.queue.settled();
    await this.browser.refresh();
  }

  private async send(images: ImageId[], label: ClassId | null, reopened = false): Promise<LabelsChanged> {
    try {
      return await ask('labels.set', { project: this.project, images, class: label });
    } catch (error) {
      const { code } = failureOf(error);
      if (code === 'studio-unreachable') {
        await this.untilBack();
        return this.send(images, label);
      }
      // A restarted studio opens the project only when this page asks for it.
      if (code !== 'project-not-open' || reopened) throw error;
      await openProject.refresh();
      return this.send(images, label, true);
    }
  }

  private async untilBack(): Promise<void> {
    this.waiting = true;
    await openProject.back();
    this.waiting = false;
  }

  private async step(
    name: 'labels.undo' | 'labels.redo',
    action: PendingAction | null,
    said: (action: PendingAction) => string,
  ): Promise<Images> {
    await this.queue.settled();
    const versionBefore = Math.max(this.version, openProject.current?.dataVersion ?? 0);
    try {
      const answer = await ask(name, { project: this.project });
      const images = name === 'labels.undo' ? this.queue.undid(versionBefore, answer) : this.queue.redid(versionBefore, answer);
      this.take(answer);
      if (!images) await this.reload();
      if (action) notices.say(said(action));
      return images ?? [];
    } catch (error) {
      notices.fail(error);
      return [];
    }
  }

  private take(answer: LabelsChanged): void {
    this.version = answer.dataVersion;
    openProject.acknowledge(answer);
  }

  private fail(error: unknown, images: number): void {
    this.failed = true;
    this.putBack += images;
    notices.fail(error);
    notices.say(words.label.failedBack(this.putBack), null, { stays: true });
  }
}
