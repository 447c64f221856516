import type { BaseWindow, MenuItemConstructorOptions } from 'electron';
import { words } from '../engine/words/words.ts';

/** Commands that the page carries out; the name of a screen goes to that screen. */
type MenuCommand =
  | 'new-project'
  | 'import-folder'
  | 'close-project'
  | 'undo'
  | 'redo'
  | 'theme-system'
  | 'theme-light'
  | 'theme-dark'
  | 'shortcuts'
  | ScreenName;
type ScreenName = keyof typeof words.frame.screens;

/** In the order of the page's own shortcuts, Alt and a digit. */
const screens: readonly ScreenName[] = ['projects', 'images', 'label', 'review', 'train', 'results', 'compare', 'use', 'sources'];

export interface MenuActions {
  readonly send: (command: MenuCommand) => void;
  readonly openProject: () => void;
  /** Undo and redo in the focused text field. */
  readonly undoTyping: () => void;
  readonly redoTyping: () => void;
  readonly about: () => void;
  readonly openLogs: () => void;
}

const { menu } = words.shell;
const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The menu bar. `development`: includes the developer tools. */
export function menuTemplate(actions: MenuActions, platform: NodeJS.Platform, development: boolean): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const about: MenuItemConstructorOptions = { label: menu.about, click: actions.about };
  return [
    ...(isMac ? [appMenu(about)] : []),
    fileMenu(actions, isMac),
    editMenu(actions),
    goMenu(actions),
    viewMenu(actions, development),
    helpMenu(actions, isMac ? [] : [separator, about]),
  ];
}

function appMenu(about: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: words.shell.productName,
    submenu: [
      about,
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit', label: menu.quit },
    ],
  };
}

function fileMenu({ send, openProject }: MenuActions, isMac: boolean): MenuItemConstructorOptions {
  const item = (label: string, accelerator: string, command: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => send(command),
  });
  return {
    label: menu.file,
    submenu: [
      item(menu.newProject, 'CmdOrCtrl+N', 'new-project'),
      { label: menu.openProject, accelerator: 'CmdOrCtrl+O', click: openProject },
      separator,
      item(menu.importFolder, 'CmdOrCtrl+I', 'import-folder'),
      separator,
      item(menu.closeProject, 'CmdOrCtrl+W', 'close-project'),
      ...(isMac ? [] : [separator, { role: 'quit', label: menu.quit, accelerator: 'Ctrl+Q' } as MenuItemConstructorOptions]),
    ],
  };
}

/**
 * The page handles the undo and redo keys itself, as in a browser. On macOS the key reaches the menu only if the page lets it through,
 * which it does while a text field is focused; elsewhere the menu does not register it.
 */
function editMenu(actions: MenuActions): MenuItemConstructorOptions {
  const item = (label: string, accelerator: string, command: 'undo' | 'redo', typing: () => void): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: (_item: unknown, _window: BaseWindow | undefined, event: { triggeredByAccelerator?: boolean }) =>
      event.triggeredByAccelerator ? typing() : actions.send(command),
  });
  return {
    label: menu.edit,
    submenu: [
      item(menu.undo, 'CmdOrCtrl+Z', 'undo', actions.undoTyping),
      item(menu.redo, 'CmdOrCtrl+Shift+Z', 'redo', actions.redoTyping),
      separator,
      { role: 'cut', label: menu.cut },
      { role: 'copy', label: menu.copy },
      { role: 'paste', label: menu.paste },
      // Outside text fields, the page uses the same key to select all images.
      { role: 'selectAll', label: menu.selectAll, registerAccelerator: false },
    ],
  };
}

/** The page handles these keys itself, as in a browser. */
function goMenu({ send }: MenuActions): MenuItemConstructorOptions {
  return {
    label: menu.go,
    submenu: screens.map((screen, index) => ({
      label: words.frame.screens[screen],
      accelerator: `Alt+${index + 1}`,
      registerAccelerator: false,
      click: () => send(screen),
    })),
  };
}

function viewMenu({ send }: MenuActions, development: boolean): MenuItemConstructorOptions {
  return {
    label: menu.view,
    submenu: [
      {
        label: menu.theme,
        submenu: [
          { label: menu.themeSystem, click: () => send('theme-system') },
          { label: menu.themeLight, click: () => send('theme-light') },
          { label: menu.themeDark, click: () => send('theme-dark') },
        ],
      },
      separator,
      { role: 'zoomIn', label: menu.zoomIn },
      // The same for keyboards on which plus needs Shift.
      { role: 'zoomIn', label: menu.zoomIn, accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
      { role: 'zoomOut', label: menu.zoomOut },
      { role: 'resetZoom', label: menu.zoomReset },
      separator,
      { role: 'togglefullscreen', label: menu.fullScreen },
      ...(development ? [separator, { role: 'toggleDevTools', label: menu.developerTools } as MenuItemConstructorOptions] : []),
    ],
  };
}

function helpMenu({ send, openLogs }: MenuActions, about: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: menu.help,
    submenu: [{ label: menu.shortcuts, click: () => send('shortcuts') }, { label: menu.openLogs, click: openLogs }, ...about],
  };
}
