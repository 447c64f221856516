import type { ClassId, ImageId, LabelsChanged } from '../../../engine/contract/index.ts';

type Label = ClassId | null;

/** What the queue needs from the screen and the studio. */
export interface LabelPort {
  /** The label now shown; undefined if unknown, or if repainting it would lose more than a label (an open conflict). */
  labelOf(id: ImageId): Label | undefined;
  paint(labels: ReadonlyMap<ImageId, Label>): void;
  send(images: ImageId[], label: Label): Promise<LabelsChanged>;
  /** Called when the set of painted but unacknowledged images has changed. */
  pendingChanged(): void;
  acknowledged(answer: LabelsChanged): void;
  /** Called when an action on this many images was refused; they get their previous labels back. */
  failed(error: unknown, images: number): void;
  /** Called when images must be fetched again, because their previous labels are unknown. */
  reload(): void;
}

interface Action {
  readonly images: readonly ImageId[];
  readonly label: Label;
  /** The labels shown before, where known. */
  readonly before: Map<ImageId, Label>;
}

const isComplete = ({ images, before }: Action): boolean => before.size === images.length;

/**
 * Paints labels at once and sends them action by action, in order. Images are pending until the studio has confirmed that their action is
 * on disk. A failed action is reverted, except for images labelled again by a later action.
 */
export class LabelQueue {
  private readonly port: LabelPort;
  private readonly pendingTimes = new Map<ImageId, number>();
  private tail: Promise<void> = Promise.resolve();
  /** Unacknowledged actions, oldest first. */
  private queued: Action[] = [];
  private done: Action[] = [];
  private undone: Action[] = [];
  /** The dataset version after the last step of this window; a different one means that something else has made a change. */
  private version = -1;

  constructor(port: LabelPort) {
    this.port = port;
  }

  isPending(id: ImageId): boolean {
    return (this.pendingTimes.get(id) ?? 0) > 0;
  }

  /** The number of painted but unacknowledged images. */
  get pendingImages(): number {
    return this.pendingTimes.size;
  }

  /** Labels images; resolves when the studio has acknowledged it or it was reverted. */
  label(images: readonly ImageId[], label: Label): Promise<void> {
    const action = this.prepare(images, label);
    for (const id of images) this.pendingTimes.set(id, (this.pendingTimes.get(id) ?? 0) + 1);
    this.port.paint(new Map(images.map((id) => [id, label])));
    this.port.pendingChanged();
    this.queued.push(action);
    this.tail = this.tail.then(() => this.send(action));
    return this.tail;
  }

  private prepare(images: readonly ImageId[], label: Label): Action {
    const before = new Map<ImageId, Label>();
    for (const id of images) {
      const shown = this.port.labelOf(id);
      if (shown !== undefined) before.set(id, shown);
    }
    return { images, label, before };
  }

  /** Resolves when everything painted so far is acknowledged or reverted. */
  settled(): Promise<void> {
    return this.tail;
  }

  private async send(action: Action): Promise<void> {
    try {
      const answer = await this.port.send([...action.images], action.label);
      this.finish(action);
      this.remember(action, answer);
      this.port.acknowledged(answer);
    } catch (error) {
      this.finish(action);
      this.paintBack(action);
      this.port.failed(error, action.images.length);
    }
    this.port.pendingChanged();
  }

  private finish(action: Action): void {
    this.queued.shift();
    for (const id of action.images) {
      const times = (this.pendingTimes.get(id) ?? 1) - 1;
      if (times > 0) this.pendingTimes.set(id, times);
      else this.pendingTimes.delete(id);
    }
  }

  private paintBack(action: Action): void {
    this.handOn(action);
    this.port.paint(new Map([...action.before].filter(([id]) => !this.isPending(id))));
    if (!isComplete(action)) this.port.reload();
  }

  /** The label that a later action found was painted by this failed one, so the later one must revert to the label before both. */
  private handOn({ images, before }: Action): void {
    for (const id of images) {
      const later = this.queued.find((action) => action.before.has(id));
      const label = before.get(id);
      if (label === undefined) later?.before.delete(id);
      else later?.before.set(id, label);
    }
  }

  private remember(action: Action, answer: LabelsChanged): void {
    // If the versions do not follow on, something else was changed in between, so earlier actions can no longer be undone from here.
    const before = answer.dataVersion - answer.changed === this.version ? this.done : [];
    // Without a change nothing was recorded, so undo has nothing to revert.
    this.done = answer.changed > 0 ? [...before, action].slice(-200) : before;
    this.undone = [];
    this.version = answer.dataVersion;
  }

  /**
   * Shows the effect of an undo that the studio has acknowledged.
   * @param versionBefore the dataset version when undo was requested.
   * @returns the images of the action; null if it is unknown here, so that the images must be fetched again.
   */
  undid(versionBefore: number, answer: LabelsChanged): readonly ImageId[] | null {
    return this.step(versionBefore, answer, 'done', 'undone', (action) => action.before);
  }

  /** Like `undid`, for a redo. */
  redid(versionBefore: number, answer: LabelsChanged): readonly ImageId[] | null {
    return this.step(versionBefore, answer, 'undone', 'done', (action) => new Map(action.images.map((id) => [id, action.label])));
  }

  private step(
    versionBefore: number,
    answer: LabelsChanged,
    from: 'done' | 'undone',
    to: 'done' | 'undone',
    labels: (action: Action) => ReadonlyMap<ImageId, Label>,
  ): readonly ImageId[] | null {
    const action = this[from].at(-1);
    if (!action || !isComplete(action) || versionBefore !== this.version) {
      this.forget();
      return null;
    }
    this[from] = this[from].slice(0, -1);
    this[to] = [...this[to], action];
    this.version = answer.dataVersion;
    this.port.paint(labels(action));
    return action.images;
  }

  /** Clears the undo history: something other than labels was changed. */
  forget(): void {
    this.done = [];
    this.undone = [];
    this.version = -1;
  }
}
