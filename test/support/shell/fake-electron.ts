import { EventEmitter } from 'node:events';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  IpcMain,
  MessageBoxOptions,
  OpenDialogOptions,
  Protocol,
  Rectangle,
  SaveDialogOptions,
  Session,
  WebContents,
} from 'electron';

/**
 * Fakes of the parts of Electron's API that the shell uses. Each records its calls; each is passed on with the type that Electron declares,
 * so that a call missing in Electron does not compile.
 */
type Listener = (...values: unknown[]) => void;

/** An event whose default action can be prevented, with the properties Electron adds. */
export function fakeEvent<T extends object>(more: T): T & { prevented: boolean; preventDefault(): void } {
  return {
    ...more,
    prevented: false,
    preventDefault() {
      this.prevented = true;
    },
  };
}

export class FakeProtocol {
  readonly schemes: Electron.CustomScheme[] = [];
  readonly handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    this.schemes.push(...schemes);
  }
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    this.handlers.set(scheme, handler);
  }
  asElectron(): Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> {
    return this;
  }
  async ask(address: string, init?: RequestInit): Promise<Response> {
    return this.handlers.get('graft')!(new Request(address, init));
  }
}

export class FakeContents extends EventEmitter {
  readonly sent: [channel: string, command: string][] = [];
  loading = false;
  opened: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.opened = handler;
  }
  /** The shown address; set by the test. */
  shown = '';
  isLoading(): boolean {
    return this.loading;
  }
  getURL(): string {
    return this.shown;
  }
  send(channel: string, command: string): void {
    this.sent.push([channel, command]);
  }
  asElectron(): WebContents {
    return this as unknown as WebContents;
  }
}

export class FakeWindow extends EventEmitter {
  /** Every window created through the constructor, newest last. */
  static made: FakeWindow[] = [];
  readonly webContents = new FakeContents();
  readonly options: BrowserWindowConstructorOptions;
  readonly calls: string[] = [];
  readonly loaded: string[] = [];
  bounds: Rectangle = { x: 10, y: 20, width: 1200, height: 800 };
  maximized = false;
  minimized = false;
  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    FakeWindow.made.push(this);
  }
  loadURL(address: string): Promise<void> {
    this.loaded.push(address);
    return Promise.resolve();
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isDestroyed(): boolean {
    return false;
  }
  /** Like Electron, asks the listeners before the window closes. */
  close(): void {
    const event = fakeEvent({});
    this.emit('close', event);
    if (!event.prevented) this.calls.push('closed');
  }
  maximize(): void {
    this.calls.push('maximize');
  }
  restore(): void {
    this.calls.push('restore');
  }
  show(): void {
    this.calls.push('show');
  }
  focus(): void {
    this.calls.push('focus');
  }
  asElectron(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }
  static asElectron(): typeof BrowserWindow {
    return FakeWindow as unknown as typeof BrowserWindow;
  }
}

export class FakeSession extends EventEmitter {
  permissionRequest: ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | null = null;
  permissionCheck: (() => boolean) | null = null;
  devicePermission: (() => boolean) | null = null;
  spellChecker = true;
  beforeRequest: ((details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void) | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: FakeSession['beforeRequest']): void => {
      this.beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler: FakeSession['permissionRequest']): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: () => boolean): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
  asElectron(): Session {
    return this as unknown as Session;
  }
}

export class FakeIpcMain {
  readonly handlers = new Map<string, Listener>();
  handle(channel: string, handler: Listener): void {
    this.handlers.set(channel, handler);
  }
  asElectron(): Pick<IpcMain, 'handle'> {
    return this as unknown as Pick<IpcMain, 'handle'>;
  }
  /** Sends a message as a frame with this address would; `null` for a frame that no longer exists. */
  ask(channel: string, message: unknown, address: string | null = 'graft://app/', parent: object | null = null): unknown {
    const senderFrame = address === null ? null : { url: address, parent };
    return this.handlers.get(channel)!({ senderFrame }, message);
  }
}

export class FakeDialog {
  readonly asked: (OpenDialogOptions | SaveDialogOptions | MessageBoxOptions)[] = [];
  chosenFolder: string | null = null;
  chosenFile: string | null = null;
  chosenButton = 0;
  showOpenDialog(...values: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
    this.asked.push(values.at(-1) as OpenDialogOptions);
    return Promise.resolve({ canceled: this.chosenFolder === null, filePaths: this.chosenFolder === null ? [] : [this.chosenFolder] });
  }
  showSaveDialog(...values: unknown[]): Promise<{ canceled: boolean; filePath: string }> {
    this.asked.push(values.at(-1) as SaveDialogOptions);
    return Promise.resolve({ canceled: this.chosenFile === null, filePath: this.chosenFile ?? '' });
  }
  showMessageBox(...values: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    this.asked.push(values.at(-1) as MessageBoxOptions);
    return Promise.resolve({ response: this.chosenButton, checkboxChecked: false });
  }
  asElectron(): Dialog {
    return this as unknown as Dialog;
  }
}
