import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { electronBinaryName } from '../../build/set-up/electron.mjs';

const launchTimeoutMs = 60_000;

export const root = resolve(import.meta.dirname, '..', '..');

/** The Electron for tests, or the reason why there is none. */
export type FoundElectron = { readonly executable: string } | { readonly missing: string };

/**
 * Tries in this order: the folder named by GRAFT_TEST_ELECTRON_DIST, the binary of the electron package, the older Electron in
 * ../shared/tools.
 */
export function findElectron(): FoundElectron {
  const named = process.env['GRAFT_TEST_ELECTRON_DIST'] ?? ownBinaryFolder() ?? sharedFolder();
  if (named === null)
    return { missing: 'no Electron: GRAFT_TEST_ELECTRON_DIST is not set, the electron package has no binary, ../shared/tools brings none' };
  const executable = join(named, electronBinaryName());
  return existsSync(executable) ? { executable } : { missing: `no Electron in ${named}` };
}

function ownBinaryFolder(): string | null {
  const folder = join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'dist');
  return existsSync(join(folder, electronBinaryName())) ? folder : null;
}

function sharedFolder(): string | null {
  const tool = join(root, '..', 'shared', 'tools', 'electron', 'get-electron');
  if (!existsSync(tool)) return null;
  const { status, stdout } = spawnSync(tool, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** A display for windows: the existing one, or a virtual one that ends with the test file. */
export interface Display {
  readonly environment: NodeJS.ProcessEnv;
  end(): Promise<void>;
}

export async function openDisplay(): Promise<Display | { readonly missing: string }> {
  if (process.platform !== 'linux' || process.env['DISPLAY']) return { environment: process.env, end: () => Promise.resolve() };
  if (spawnSync('Xvfb', ['-help']).error) return { missing: 'no display: DISPLAY is not set and Xvfb is not installed' };
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((done, failed) => {
    server.stdio[3]!.once('data', (text: Buffer) => done(text.toString().trim()));
    server.once('exit', () => failed(new Error('Xvfb ended at once')));
  });
  return { environment: { ...process.env, DISPLAY: `:${number}` }, end: () => ended(server) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill();
  await gone;
}

/** What is needed to start the shell with a data folder of its own. */
export interface ShellSetting {
  readonly executable: string;
  readonly appFolder: string;
  readonly dataFolder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Creates an app laid out like the real one, whose studio process is the stand-in. */
export function standInApp(folder: string): string {
  const app = join(folder, 'app');
  mkdirSync(join(app, 'engine', 'host'), { recursive: true });
  cpSync(join(root, 'dist', 'electron'), join(app, 'dist', 'electron'), { recursive: true });
  cpSync(join(root, 'package.json'), join(app, 'package.json'));
  cpSync(join(root, 'test', 'support', 'stand-in-studio.ts'), join(app, 'engine', 'host', 'studio.ts'));
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'), 'junction');
  return app;
}

export interface Launched {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** Starts the shell and waits for its window. */
export async function launch(setting: ShellSetting, more: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<Launched> {
  const app = await _electron.launch({
    executablePath: setting.executable,
    args: [...argumentsFor(setting), ...more],
    env: definedOnly({ ...setting.environment, ...environment }),
    timeout: launchTimeoutMs,
  });
  return { app, page: await app.firstWindow() };
}

/** Chromium's sandbox refuses to run as root, which continuous integration often uses. */
export const argumentsFor = (setting: ShellSetting): string[] => [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  `--user-data-dir=${setting.dataFolder}`,
  setting.appFolder,
];

export function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
