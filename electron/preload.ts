import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Answer } from '../engine/contract/index.ts';
import type { DesktopCall } from './desktop.ts';
import { CommandQueue } from './command-queue.ts';

const commands = new CommandQueue();
ipcRenderer.on('menu', (_event, command: string) => commands.put(command));

async function ask(call: DesktopCall): Promise<string | null> {
  const answer = (await ipcRenderer.invoke('desktop', call)) as Answer<string | null>;
  if (answer.ok) return answer.value;
  throw new Error(answer.failure.code);
}

/** The page's window.desktop: these calls and nothing of Electron itself. */
const desktop = {
  platform: process.platform as string,
  chooseFolder: () => ask({ call: 'chooseFolder' }),
  chooseSaveFile: (suggested: string) => ask({ call: 'chooseSaveFile', suggested }),
  async showInFolder(path: string): Promise<void> {
    await ask({ call: 'showInFolder', path });
  },
  pathOfFile: (file: File) => webUtils.getPathForFile(file),
  onMenu: (handler: (command: string) => void) => commands.listen(handler),
};
export type DesktopBridge = typeof desktop;

contextBridge.exposeInMainWorld('desktop', desktop);
