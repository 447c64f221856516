import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell } from 'electron';
import { menuChannel, serveDesktop } from './desktop.ts';
import { askAfterStudioFailure, mayLeave, sayMissing, sayPageFailed, showAbout } from './dialogs.ts';
import { lockDownContents, lockDownSession } from './lock-down.ts';
import { LogFile } from './log-file.ts';
import { menuTemplate, openProjectAt } from './menu.ts';
import { pathsFrom } from './paths.ts';
import { declareScheme, serveScheme } from './scheme.ts';
import { isFirstInstance, projectIn } from './single-instance.ts';
import { StudioProcess, type StudioState } from './studio-process.ts';
import { focusWindow, openWindow, sendToPage } from './window.ts';

const development = !app.isPackaged;
const paths = pathsFrom({
  bundleFolder: __dirname, packaged: app.isPackaged, resourcesPath: process.resourcesPath, platform: process.platform, arch: process.arch,
});
const project = projectIn(process.argv, process.cwd());
let window: BrowserWindow | null = null;
let studio: StudioProcess | null = null;
let isEnding = false;

declareScheme(protocol);
// For every page, whatever its window says. The superuser can run Chromium only without its sandbox, and has to say so.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
// Graft uses no network: no name is ever looked up, whatever part of Chromium might ask.
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');

if (isFirstInstance(app, project, showAgain)) void app.whenReady().then(begin);
else app.exit(0);

function begin(): void {
  const missing = [paths.node, paths.studioEntry].find((path) => !existsSync(path));
  if (missing !== undefined) {
    sayMissing(dialog, missing);
    return app.exit(1);
  }
  const log = new LogFile(app.getPath('logs'), 'studio');
  studio = new StudioProcess({
    node: paths.node, entry: paths.studioEntry, folder: paths.studioFolder, environment: process.env,
    log: (text) => log.write(text), changed: (state) => void studioChanged(state),
  });
  studio.start();
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents));
  lockDownSession(session.defaultSession);
  serveScheme(session.defaultSession.protocol, studio);
  serveDesktop({ ipcMain, dialog, shell, window: () => window });
  showMenu();
  show();
  if (project !== null) tellPage(openProjectAt(project));
}

function show(): void {
  window = openWindow({
    BrowserWindow, screen, nativeTheme, preload: paths.preload, development,
    stateFile: join(app.getPath('userData'), 'window.json'),
    mayLeave: (leaving) => mayLeave(dialog, leaving),
    pageFailed: () => sayPageFailed(dialog, window),
  });
  window.on('closed', () => {
    window = null;
  });
}

function showMenu(): void {
  const versions = { graft: app.getVersion(), electron: process.versions.electron, chromium: process.versions.chrome, node: process.versions.node };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({
    send: tellPage,
    undoTyping: () => window?.webContents.undo(),
    redoTyping: () => window?.webContents.redo(),
    about: () => void showAbout(dialog, window, versions),
    openLogs,
  }, process.platform, development)));
}

function openLogs(): void {
  void shell.openPath(app.getPath('logs'));
}

function tellPage(command: string): void {
  if (window) sendToPage(window, menuChannel, command);
}

function showAgain(another: string | null): void {
  if (window) focusWindow(window);
  if (another !== null) tellPage(openProjectAt(another));
}

async function studioChanged(state: StudioState): Promise<void> {
  if (state !== 'failed') return;
  const choice = await askAfterStudioFailure(dialog, window);
  if (choice === 'quit') return app.quit();
  if (choice === 'open-logs') openLogs();
  studio?.start();
}

// Without its window there is nothing to do for the studio process, on any system.
app.on('window-all-closed', () => app.quit());

app.on('will-quit', (event) => {
  if (!studio || isEnding) return;
  event.preventDefault();
  isEnding = true;
  void studio.stop().then(() => app.exit(0));
});
