import type { Failure, Output, ProjectId, RunId } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { desktop } from '../../desktop.ts';
import { ask, upload } from '../../studio.ts';

type Answer = Output<'predictions.one'>;

/** One image from a file, shown to a run. */
export class TryImage {
  file = $state.raw<{ readonly name: string; readonly url: string } | null>(null);
  looking = $state(false);
  answer = $state.raw<Answer | null>(null);
  failure = $state.raw<Failure | null>(null);
  private last: File | null = null;
  private question = 0;

  /** Shows a file to the run. In the desktop program it is read where it lies, in a browser it is uploaded for this one look. */
  async show(project: ProjectId, run: RunId, file: File): Promise<void> {
    const question = ++this.question;
    this.clear();
    this.last = file;
    this.file = { name: file.name, url: URL.createObjectURL(file) };
    this.looking = true;
    try {
      const answer = await ask('predictions.one', { project, run, image: await imageOf(file) });
      if (question === this.question) this.answer = answer;
    } catch (error) {
      if (question === this.question) this.failure = failureOf(error);
    } finally {
      if (question === this.question) this.looking = false;
    }
  }

  /** Shows the same file to another run. */
  async showAgain(project: ProjectId, run: RunId): Promise<void> {
    if (this.last) await this.show(project, run, this.last);
  }

  clear(): void {
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
