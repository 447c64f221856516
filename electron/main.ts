import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell } from 'electron';
import { chooseFolder, menuChannel, serveDesktop } from './desktop.ts';
import { askAfterStudioFailure, askToLeave, sayMissing, sayNotOpened, sayPageFailed, showAbout } from './dialogs.ts';
import { isAtWork } from './leaving.ts';
import { lockDownContents, lockDownSession } from './lock-down.ts';
import { LogFile } from './log-file.ts';
import { menuTemplate } from './menu.ts';
import { openInWindow, type Opening } from './opening.ts';
import { pathsFrom } from './paths.ts';
import { declareScheme, serveScheme } from './scheme.ts';
import { isFirstInstance, openingIn } from './single-instance.ts';
import { StudioProcess, type StudioState } from './studio-process.ts';
import { focusWindow, openWindow, sendToPage, showAddress } from './window.ts';

const development = !app.isPackaged;
const paths = pathsFrom({
  bundleFolder: __dirname,
  packaged: app.isPackaged,
  resourcesPath: process.resourcesPath,
  platform: process.platform,
  arch: process.arch,
});
const opening = openingIn(process.argv, process.cwd());
let window: BrowserWindow | null = null;
let studio: StudioProcess | null = null;
let isEnding = false;

declareScheme(protocol);
// Sandboxes every page, whatever its window's settings. Root can run Chromium only with --no-sandbox, and has to pass it.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
// Graft uses no network: no part of Chromium can resolve a host name.
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');

if (isFirstInstance(app, opening, showAgain)) void app.whenReady().then(begin);
else app.exit(0);

function begin(): void {
  const missing = [paths.node, paths.studioEntry].find((path) => !existsSync(path));
  if (missing !== undefined) {
    sayMissing(dialog, missing);
    return app.exit(1);
  }
  const log = new LogFile(app.getPath('logs'), 'studio');
  studio = new StudioProcess({
    node: paths.node,
    entry: paths.studioEntry,
    folder: paths.studioFolder,
    environment: process.env,
    log: (text) => log.write(text),
    changed: (state) => void studioChanged(state),
  });
  studio.start();
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents));
  lockDownSession(session.defaultSession);
  serveScheme(session.defaultSession.protocol, studio);
  serveDesktop({ ipcMain, dialog, shell, window: () => window });
  showMenu();
  show(studio);
  if (opening !== null) open(opening);
}

function show(running: StudioProcess): void {
  window = openWindow({
    BrowserWindow,
    screen,
    nativeTheme,
    preload: paths.preload,
    development,
    stateFile: join(app.getPath('userData'), 'window.json'),
    mayLeave: async () => !(await isAtWork(running)) || (await askToLeave(dialog, window)),
    pageFailed: () => sayPageFailed(dialog, window),
  });
  window.on('closed', () => {
    window = null;
  });
}

function open(what: Opening): void {
  if (!studio) return;
  void openInWindow(
    {
      studio,
      show: (address) => {
        if (window) showAddress(window, address);
      },
      fail: (failure) => void sayNotOpened(dialog, window, failure),
    },
    what,
  );
}

function showMenu(): void {
  const versions = {
    graft: app.getVersion(),
    electron: process.versions.electron,
    chromium: process.versions.chrome,
    node: process.versions.node,
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate(
        {
          send: (command) => {
            if (window) sendToPage(window, menuChannel, command);
          },
          openProject: () => void openChosen(),
          undoTyping: () => window?.webContents.undo(),
          redoTyping: () => window?.webContents.redo(),
          about: () => void showAbout(dialog, window, versions),
          openLogs,
        },
        process.platform,
        development,
      ),
    ),
  );
}

async function openChosen(): Promise<void> {
  const project = await chooseFolder({ dialog, window: () => window });
  if (project !== null) open({ project });
}

function openLogs(): void {
  void shell.openPath(app.getPath('logs'));
}

function showAgain(another: Opening | null): void {
  if (window) focusWindow(window);
  if (another !== null) open(another);
}

async function studioChanged(state: StudioState): Promise<void> {
  if (state !== 'failed') return;
  const choice = await askAfterStudioFailure(dialog, window);
  if (choice === 'quit') return app.quit();
  if (choice === 'open-logs') openLogs();
  studio?.start();
}

// Without a window the studio process has nothing to do, on any system.
app.on('window-all-closed', () => app.quit());

app.on('will-quit', (event) => {
  if (!studio || isEnding) return;
  event.preventDefault();
  isEnding = true;
  void studio.stop().then(() => app.exit(0));
});
