import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';

/** Position and size of the window, in screen coordinates. */
export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

export const smallestSize = { width: 1024, height: 700 };
const usualSize = { width: 1440, height: 900 };
const visibleAtLeast = 100;

/** Reads the saved state; null if there is none, it is invalid, or it no longer fits the work area of a screen. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState | null {
  try {
    const { bounds, maximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>;
    return isRectangle(bounds) && screens.some((screen) => isSeenOn(bounds, screen)) ? { bounds, maximized: maximized === true } : null;
  } catch {
    return null;
  }
}

/** Written to a temporary file, synced and renamed, so that a crash leaves the old or the new state. Failures are ignored. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.new`;
    const handle = openSync(temporary, 'w');
    writeSync(handle, JSON.stringify(state));
    fsyncSync(handle);
    closeSync(handle);
    renameSync(temporary, file);
  } catch {
    // On a full or read-only disk the window keeps its previously saved state.
  }
}

/** The size of a first window: the usual one, or smaller if the screen is. */
export function firstSize(workArea: Rectangle): { width: number; height: number } {
  return { width: Math.min(usualSize.width, workArea.width), height: Math.min(usualSize.height, workArea.height) };
}

function isRectangle(value: unknown): value is Rectangle {
  const { x, y, width, height } = (value ?? {}) as Record<string, unknown>;
  const areWhole = [x, y, width, height].every((part) => Number.isInteger(part) && Math.abs(part as number) < 100_000);
  return areWhole && (width as number) >= smallestSize.width && (height as number) >= smallestSize.height;
}

/** Whether enough of the window's top edge is on the screen to see and drag it. */
function isSeenOn(window: Rectangle, screen: Rectangle): boolean {
  const width = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return width >= visibleAtLeast && window.y >= screen.y && window.y <= screen.y + screen.height - visibleAtLeast;
}
