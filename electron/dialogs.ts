import type { BrowserWindow, Dialog, MessageBoxOptions } from 'electron';
import type { Failure } from '../engine/contract/index.ts';
import { words } from '../engine/words/words.ts';

type MessageBoxes = Pick<Dialog, 'showMessageBox' | 'showErrorBox'>;
export type Versions = Parameters<typeof words.shell.about.detail>[0];
export type AfterFailure = 'try-again' | 'open-logs' | 'quit';

/** Asks what to do after the studio process has failed for good. */
export async function askAfterStudioFailure(dialog: MessageBoxes, window: BrowserWindow | null): Promise<AfterFailure> {
  const { what, detail, tryAgain, openLogs, quit } = words.shell.studioFailed;
  const choices: AfterFailure[] = ['try-again', 'open-logs', 'quit'];
  const chosen = await ask(dialog, window, {
    type: 'error',
    message: what,
    detail,
    buttons: [tryAgain, openLogs, quit],
    defaultId: 0,
    cancelId: 0,
  });
  return choices[chosen] ?? 'try-again';
}

/** Reports that the page keeps crashing; resolves when the dialog is closed. */
export async function sayPageFailed(dialog: MessageBoxes, window: BrowserWindow | null): Promise<void> {
  const { what, detail } = words.shell.pageFailed;
  await ask(dialog, window, { type: 'error', message: what, detail, buttons: [words.shell.studioFailed.tryAgain] });
}

/** Asks whether to close although jobs are running. */
export async function askToLeave(dialog: MessageBoxes, window: BrowserWindow | null): Promise<boolean> {
  const { what, detail, stay, close } = words.shell.leave;
  return (await ask(dialog, window, { type: 'question', message: what, detail, buttons: [stay, close], defaultId: 0, cancelId: 0 })) === 1;
}

/** Reports why a project was not opened: what happened, what is safe, what to do next. */
export async function sayNotOpened(dialog: MessageBoxes, window: BrowserWindow | null, failure: Failure): Promise<void> {
  const { what, safe, next } = words.failures[failure.code](failure.facts);
  await ask(dialog, window, { type: 'warning', message: what, detail: `${safe}\n\n${next}`, buttons: [words.shell.about.close] });
}

export async function showAbout(dialog: MessageBoxes, window: BrowserWindow | null, versions: Versions): Promise<void> {
  await ask(dialog, window, {
    type: 'info',
    title: words.shell.menu.about,
    message: words.shell.productName,
    detail: words.shell.about.detail(versions),
    buttons: [words.shell.about.close],
  });
}

/** Reports a broken installation: nothing can be started, so only this message is shown. */
export function sayMissing(dialog: MessageBoxes, path: string): void {
  dialog.showErrorBox(words.shell.studioMissing.what, words.shell.studioMissing.detail(path));
}

async function ask(dialog: MessageBoxes, window: BrowserWindow | null, options: MessageBoxOptions): Promise<number> {
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response;
}
