import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { canRun, runCommand } from './command.mjs';
import { SetUpFailure } from './failure.mjs';
import { filesBelow } from './files.mjs';
import { packageFolder, root } from './places.mjs';

/** @typedef {import('./tensorflow-library.mjs').LibraryFolder} LibraryFolder */
/** @typedef {{ kind: 'gnu' | 'msvc', program: string, environment?: string }} Compiler `environment`: a script that sets up cl */

/** Increased whenever the build changes, so that older results in the cache are not used. */
export const ADDON_RECIPE = 2;

/** The highest Node-API version supported by tfjs-node's binding; Node 24 has it. */
const NODE_API_VERSION = 8;

const bindingFolder = path.join(packageFolder('@tensorflow/tfjs-node'), 'binding');
const nodeApiFolder = packageFolder('node-api-headers');

/** Included before every source; its own comment explains why. */
const includedFirst = path.join(root, 'build', 'set-up', 'copied-tensors.h');

/** Lists the sources of the addon: tfjs-node's own binding. */
export function addonSources() {
  return filesBelow([bindingFolder]);
}

/** Finds the C++ compiler of this machine, or returns null. @returns {Compiler | null} */
function findCompiler(env = process.env, platform = process.platform) {
  if (platform === 'win32') {
    if (canRun('where', ['cl'])) return { kind: 'msvc', program: 'cl' };
    const environment = visualStudioEnvironment(env);
    if (environment) return { kind: 'msvc', program: 'cl', environment };
  }
  const program = [env.CXX, 'g++', 'clang++', 'c++'].find((name) => name && canRun(name, ['--version']));
  return program ? { kind: 'gnu', program } : null;
}

/** @param {NodeJS.ProcessEnv} env @returns {string | null} the script that puts Visual Studio's compiler on the path */
function visualStudioEnvironment(env) {
  const base = path.join(env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)', 'Microsoft Visual Studio');
  const years = existsSync(base) ? readdirSync(base) : [];
  const also = path.join(env.ProgramFiles ?? 'C:\\Program Files', 'Microsoft Visual Studio');
  const roots = [
    ...years.map((year) => path.join(base, year)),
    ...(existsSync(also) ? readdirSync(also).map((year) => path.join(also, year)) : []),
  ];
  for (const root of roots) {
    for (const edition of existsSync(root) ? readdirSync(root) : []) {
      const script = path.join(root, edition, 'VC', 'Auxiliary', 'Build', 'vcvars64.bat');
      if (existsSync(script)) return script;
    }
  }
  return null;
}

/** @throws {SetUpFailure} if this machine has no C++ compiler @returns {Compiler} */
export function requireCompiler() {
  const compiler = findCompiler();
  if (compiler) return compiler;
  const remedy = {
    linux: 'Install one, for example with `sudo apt-get install g++`, and run the same command again.',
    darwin: 'Install one with `xcode-select --install` and run the same command again.',
    win32: 'Install the "Build Tools for Visual Studio" with the C++ workload and run the same command again.',
  }[/** @type {'linux' | 'darwin' | 'win32'} */ (process.platform)];
  throw new SetUpFailure({
    what: 'TensorFlow needs a small part compiled for this machine, and no C++ compiler was found (g++, clang++ or Visual Studio).',
    remedy: remedy ?? 'Install a C++ compiler and run the same command again.',
  });
}

/**
 * Compiles the addon into `folder`, next to the libraries.
 * @param {Compiler} compiler
 * @param {LibraryFolder} library
 * @param {string} folder
 * @returns {Promise<string>} the addon's file
 */
export async function compileAddon(compiler, library, folder) {
  const output = path.join(folder, 'tfjs_binding.node');
  if (compiler.kind === 'msvc') await compileWithVisualStudio(compiler, library, output);
  else await compileWithGnu(compiler, library, output);
  return output;
}

const sources = () => addonSources().filter((file) => file.endsWith('.cc'));

/** @param {LibraryFolder} library */
const includes = (library) => [bindingFolder, library.include, path.join(nodeApiFolder, 'include')];

/** @param {Compiler} compiler @param {LibraryFolder} library @param {string} output */
async function compileWithGnu(compiler, library, output) {
  const bySystem =
    /** @type {Record<string, string[]>} */ ({
      linux: ['-fPIC', '-Wl,-rpath,$ORIGIN'],
      darwin: ['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path'],
      win32: ['-static-libgcc', '-static-libstdc++', await nodeImportLibrary(path.dirname(output))],
    })[process.platform] ?? [];
  const args = [
    '-O2',
    '-std=c++17',
    '-shared',
    `-DNAPI_VERSION=${NODE_API_VERSION}`,
    ...includes(library).map((folder) => `-I${folder}`),
    '-include',
    includedFirst,
    ...sources(),
    ...library.linkWith,
    ...bySystem,
    '-o',
    output,
  ];
  await compileOrExplain(await runCommand(compiler.program, args), compiler);
}

/** Creates MinGW's import library for node.exe; on other systems the symbols are found in the running program. @param {string} folder */
async function nodeImportLibrary(folder) {
  if (process.platform !== 'win32') return '';
  const output = path.join(folder, 'node.a');
  await runCommand('dlltool', ['-d', path.join(nodeApiFolder, 'def', 'node_api.def'), '-l', output]);
  return output;
}

/** @param {Compiler} compiler @param {LibraryFolder} library @param {string} output */
async function compileWithVisualStudio(compiler, library, output) {
  const folder = path.dirname(output);
  const quoted = (/** @type {string} */ text) => `"${text}"`;
  const importLibrary = path.join(folder, 'node.lib');
  const commands = [
    ...(compiler.environment ? [`call ${quoted(compiler.environment)}`] : []),
    `lib /nologo /machine:x64 /def:${quoted(path.join(nodeApiFolder, 'def', 'node_api.def'))} /out:${quoted(importLibrary)}`,
    [
      'cl /nologo /LD /O2 /EHsc /std:c++17 /DCOMPILER_MSVC',
      `/DNAPI_VERSION=${NODE_API_VERSION}`,
      ...includes(library).map((place) => `/I${quoted(place)}`),
      `/FI${quoted(includedFirst)}`,
      ...sources().map(quoted),
      '/link',
      ...library.linkWith.map(quoted),
      quoted(importLibrary),
      `/OUT:${quoted(output)}`,
    ].join(' '),
  ];
  await compileOrExplain(await runCommand(commands.join(' && '), [], { cwd: folder, shell: true }), compiler);
}

/** @param {import('./command.mjs').CommandResult} result @param {Compiler} compiler */
function compileOrExplain(result, compiler) {
  if (result.code === 0) return;
  throw new SetUpFailure({
    what: `The part of TensorFlow that is compiled for this machine could not be built with ${compiler.program}.`,
    remedy: 'See the details below; a newer compiler often helps (GCC 11, Clang 14 or Visual Studio 2019 are enough).',
    details: `${result.stdout}\n${result.stderr}`,
  });
}
