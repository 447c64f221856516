import type { BrowserWindow, BrowserWindowConstructorOptions, NativeTheme, Screen, WebPreferences } from 'electron';
import { closeWhenAllowed } from './leaving.ts';
import { isOwnAddress, origin } from './scheme.ts';
import { grounds } from './shell-pages.ts';
import { firstSize, readWindowState, smallestSize, writeWindowState, type WindowState } from './window-state.ts';

const quickFailureMs = 30_000;
const quickFailuresMax = 3;

export interface WindowParts {
  readonly BrowserWindow: typeof BrowserWindow;
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>;
  readonly nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors'>;
  readonly preload: string;
  /** The file with the saved state of the window. */
  readonly stateFile: string;
  readonly development: boolean;
  /** Whether the window may be closed now. */
  readonly mayLeave: () => Promise<boolean>;
  /** Called when the page has crashed repeatedly; it is loaded again when this resolves. */
  readonly pageFailed: (reason: string) => Promise<void>;
}

/** The permissions of a page: the strictest setting of each option, explicit even where it is the default. */
export function webPreferences(preload: string, development: boolean): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: development,
  };
}

/** Opens the window at its last position and shows the screens in it. */
export function openWindow(parts: WindowParts): BrowserWindow {
  const remembered = readWindowState(
    parts.stateFile,
    parts.screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new parts.BrowserWindow(windowOptions(parts, remembered));
  if (remembered?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowState(parts.stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  closeWhenAllowed(window, parts.mayLeave);
  reloadAfterCrash(window, parts.pageFailed);
  showAddress(window, `${origin}/`);
  return window;
}

function windowOptions(parts: WindowParts, remembered: WindowState | null): BrowserWindowConstructorOptions {
  return {
    ...(remembered?.bounds ?? firstSize(parts.screen.getPrimaryDisplay().workArea)),
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    show: false,
    backgroundColor: parts.nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light,
    webPreferences: webPreferences(parts.preload, parts.development),
  };
}

/** Loading fails when the window is closed or navigates elsewhere meanwhile; neither is an error. */
export function showAddress(window: Pick<BrowserWindow, 'loadURL'>, address: string): void {
  window.loadURL(address).catch(() => {});
}

function reloadAfterCrash(window: BrowserWindow, pageFailed: (reason: string) => Promise<void>): void {
  let failures: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = Date.now();
    failures = [...failures.filter((time) => now - time < quickFailureMs), now];
    const isTooOften = failures.length >= quickFailuresMax;
    // First reload where the user was; after repeated crashes start over, because what was shown there may be the cause.
    const shown = window.webContents.getURL();
    const again = isTooOften || !isOwnAddress(shown) ? `${origin}/` : shown;
    void (isTooOften ? pageFailed(reason) : Promise.resolve()).then(() => {
      if (!window.isDestroyed()) showAddress(window, again);
    });
  });
}

/** Brings a window to the front, also if it is minimised. */
export function focusWindow(window: Pick<BrowserWindow, 'isMinimized' | 'restore' | 'show' | 'focus'>): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Sends a command to the page, once it has loaded. */
export function sendToPage(window: Pick<BrowserWindow, 'webContents'>, channel: string, command: string): void {
  const contents = window.webContents;
  if (contents.isLoading()) contents.once('did-finish-load', () => contents.send(channel, command));
  else contents.send(channel, command);
}
