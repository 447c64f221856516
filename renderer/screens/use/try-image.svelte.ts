import type { Failure, Output, ProjectId, RunId } from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { desktop } from '../../desktop.ts';
import { ask, upload } from '../../studio.ts';

type Answer = Output<'predictions.one'>;

/** One image file classified by a run. */
export class TryImage {
  file = $state.raw<{ readonly name: string; readonly url: string } | null>(null);
  looking = $state(false);
  answer = $state.raw<Answer | null>(null);
  failure = $state.raw<Failure | null>(null);
  private last: File | null = null;
  private readonly latest = new Latest();

  /** Classifies a file. The desktop shell reads it in place; a browser uploads it for this one prediction. */
  async show(project: ProjectId, run: RunId, file: File): Promise<void> {
    this.clear();
    this.last = file;
    this.file = { name: file.name, url: URL.createObjectURL(file) };
    this.looking = true;
    const answer = imageOf(file).then((image) => ask('predictions.one', { project, run, image }));
    const isLast = await this.latest.ask(
      answer,
      (said) => {
        this.answer = said;
      },
      (failure) => {
        this.failure = failure;
      },
    );
    if (isLast) this.looking = false;
  }

  /** Classifies the same file with another run. */
  async showAgain(project: ProjectId, run: RunId): Promise<void> {
    if (this.last) await this.show(project, run, this.last);
  }

  clear(): void {
    this.latest.forget();
    if (this.file) URL.revokeObjectURL(this.file.url);
    this.file = null;
    this.last = null;
    this.answer = null;
    this.failure = null;
    this.looking = false;
  }
}

async function imageOf(file: File): Promise<{ path: string } | { upload: string }> {
  const path = desktop?.pathOfFile(file) ?? '';
  return path ? { path } : { upload: await upload([{ path: file.name, file }]) };
}
