import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent, Shell } from 'electron';
import type { Answer } from '../engine/contract/index.ts';
import { failureOf, StudioError } from '../engine/domain/failure.ts';
import { words } from '../engine/words/words.ts';
import { isOwnAddress } from './scheme.ts';

/** The only channel on which a page calls functions of the desktop shell. */
export const desktopChannel = 'desktop';
/** The channel on which the page receives menu commands. */
export const menuChannel = 'menu';

const textLengthMax = 4096;

/** The calls a page may make; validated here again, because pages are not trusted. */
export type DesktopCall =
  | { readonly call: 'chooseFolder' }
  | { readonly call: 'chooseSaveFile'; readonly suggested: string }
  | { readonly call: 'showInFolder'; readonly path: string };

export interface DesktopParts {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  readonly shell: Pick<Shell, 'showItemInFolder'>;
  /** The parent window of dialogs. */
  readonly window: () => BrowserWindow | null;
}

/** Answers desktop calls of our own pages. Refuses all other senders and messages. */
export function serveDesktop(parts: DesktopParts): void {
  parts.ipcMain.handle(desktopChannel, async (event, message: unknown): Promise<Answer<string | null>> => {
    try {
      if (!isOwnPage(event)) throw new StudioError('not-allowed');
      return { ok: true, value: await perform(parts, checkedCall(message)) };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  });
}

/** False for frames inside a page, pages with other addresses, and pages that no longer exist. */
function isOwnPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnAddress(frame.url);
}

function checkedCall(message: unknown): DesktopCall {
  const { call, suggested, path } = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
  if (call === 'chooseFolder') return { call };
  if (call === 'chooseSaveFile' && isPlainText(suggested)) return { call, suggested };
  if (call === 'showInFolder' && isPlainText(path) && isAbsolute(path)) return { call, path };
  throw new StudioError('input-invalid', { detail: 'a desktop call' });
}

const isPlainText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= textLengthMax && !value.includes('\0');

async function perform(parts: DesktopParts, asked: DesktopCall): Promise<string | null> {
  switch (asked.call) {
    case 'chooseFolder':
      return chooseFolder(parts);
    case 'chooseSaveFile':
      return chooseSaveFile(parts, asked.suggested);
    case 'showInFolder':
      if (!existsSync(asked.path)) throw new StudioError('folder-not-found', { path: asked.path });
      parts.shell.showItemInFolder(asked.path);
      return null;
  }
}

export async function chooseFolder({ dialog, window }: Pick<DesktopParts, 'dialog' | 'window'>): Promise<string | null> {
  const options = {
    title: words.shell.chooseFolder.title,
    buttonLabel: words.shell.chooseFolder.button,
    properties: ['openDirectory', 'createDirectory'] as ('openDirectory' | 'createDirectory')[],
  };
  const owner = window();
  const { canceled, filePaths } = await (owner ? dialog.showOpenDialog(owner, options) : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}

async function chooseSaveFile({ dialog, window }: DesktopParts, suggested: string): Promise<string | null> {
  const options = { title: words.shell.chooseSaveFile.title, defaultPath: suggested };
  const owner = window();
  const { canceled, filePath } = await (owner ? dialog.showSaveDialog(owner, options) : dialog.showSaveDialog(options));
  return canceled || !filePath ? null : filePath;
}
