import type { ClassId, ImageId, LabelsChanged } from '../../../engine/contract/index.ts';

type Label = ClassId | null;

/** What the queue needs of the screen and of the studio. */
export interface LabelPort {
  /** The label that is shown now; undefined where it is not known, or where more than a label would be lost (an open conflict). */
  labelOf(id: ImageId): Label | undefined;
  paint(labels: ReadonlyMap<ImageId, Label>): void;
  send(images: ImageId[], label: Label): Promise<LabelsChanged>;
  /** Which images are painted but not acknowledged has changed. */
  pendingChanged(): void;
  acknowledged(answer: LabelsChanged): void;
  /** An action of so many images was refused and is painted back. */
  failed(error: unknown, images: number): void;
  /** Images must be fetched anew, because what they were before is not known here. */
  reload(): void;
}

interface Action {
  readonly images: readonly ImageId[];
  readonly label: Label;
  /** What was shown before, of the images of which it was known. */
  readonly before: Map<ImageId, Label>;
}

const isComplete = ({ images, before }: Action): boolean => before.size === images.length;

/**
 * Labels are painted at once and sent one action after another, in order. Until the studio has said that an action is on disk, its
 * images count as pending; an action that fails is painted back, except where a later action has labelled the image again.
 */
export class LabelQueue {
  private readonly port: LabelPort;
  private readonly pendingTimes = new Map<ImageId, number>();
  private tail: Promise<void> = Promise.resolve();
  /** Actions that are not acknowledged, oldest first. */
  private queued: Action[] = [];
  private done: Action[] = [];
  private undone: Action[] = [];
  /** The dataset version after the last step of this window; another one means that somebody else has changed something. */
  private version = -1;

  constructor(port: LabelPort) {
    this.port = port;
  }

  isPending(id: ImageId): boolean {
    return (this.pendingTimes.get(id) ?? 0) > 0;
  }

  /** Number of images that are painted but not acknowledged. */
  get pendingImages(): number {
    return this.pendingTimes.size;
  }

  /** Labels images; resolves when the studio has acknowledged it or it was painted back. */
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

  /** Resolves when everything painted so far is acknowledged or painted back. */
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

  /** What a later action found painted by this one was never so: it would have to be put back to what was there before both. */
  private handOn({ images, before }: Action): void {
    for (const id of images) {
      const later = this.queued.find((action) => action.before.has(id));
      const label = before.get(id);
      if (label === undefined) later?.before.delete(id);
      else later?.before.set(id, label);
    }
  }

  private remember(action: Action, answer: LabelsChanged): void {
    // Numbers that do not follow: something else was done in between, so what came before cannot be painted from here any more.
    const before = answer.dataVersion - answer.changed === this.version ? this.done : [];
    // Without a change nothing was recorded, so there is nothing that undo would take back.
    this.done = answer.changed > 0 ? [...before, action].slice(-200) : before;
    this.undone = [];
    this.version = answer.dataVersion;
  }

  /**
   * Shows what an undo did that the studio has just acknowledged.
   * @param versionBefore the dataset version when undo was asked for.
   * @returns the images of the action; null where it is not known here, so that the images must be fetched anew.
   */
  undid(versionBefore: number, answer: LabelsChanged): readonly ImageId[] | null {
    return this.step(versionBefore, answer, 'done', 'undone', (action) => action.before);
  }

  /** The same for a redo. */
  redid(versionBefore: number, answer: LabelsChanged): readonly ImageId[] | null {
    return this.step(versionBefore, answer, 'undone', 'done', (action) => new Map(action.images.map((id) => [id, action.label])));
  }

  private step(
    versionBefore: number, answer: LabelsChanged, from: 'done' | 'undone', to: 'done' | 'undone',
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

  /** Forgets what undo would paint: something other than labels was changed. */
  forget(): void {
    this.done = [];
    this.undone = [];
    this.version = -1;
  }
}
