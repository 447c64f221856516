import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Route } from '../../../build/set-up/tensorflow-routes.mjs';
import type { Workshop } from '../../../build/set-up/tensorflow.mjs';

/** A new empty folder that is removed after the test. */
export function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'graft-set-up-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a folder with the layout of TensorFlow's C library for Linux, with small dummy files. */
export function writeFakeLibrary(folder: string): void {
  mkdirSync(path.join(folder, 'lib'), { recursive: true });
  mkdirSync(path.join(folder, 'include', 'tensorflow', 'c', 'eager'), { recursive: true });
  writeFileSync(path.join(folder, 'include', 'tensorflow', 'c', 'eager', 'c_api.h'), '');
  for (const name of ['libtensorflow.so.2', 'libtensorflow_framework.so.2'])
    writeFileSync(path.join(folder, 'lib', name), `library ${name}`);
}

/** A route whose fetch writes the fake library, or fails with the given message. */
export function fakeRoute(name: Route['name'], calls: string[], failure?: string): Route {
  return {
    name,
    words: `the ${name}`,
    version: '2.18.0',
    owned: true,
    fingerprint: () => Promise.resolve(`fingerprint of ${name}`),
    fetch(work) {
      calls.push(`fetch ${name}`);
      if (failure) return Promise.reject(new Error(failure));
      writeFakeLibrary(work);
      const libraries = ['libtensorflow.so.2', 'libtensorflow_framework.so.2'].map((file) => ({
        name: file,
        file: path.join(work, 'lib', file),
      }));
      return Promise.resolve({ libraries, include: path.join(work, 'include'), linkWith: [] });
    },
  };
}

/** A workshop with fakes: the compiler writes a small file, the self-test passes unless told otherwise. */
export function fakeWorkshop(cache: string, routes: Route[], calls: string[] = []): Workshop {
  return {
    cache,
    routes,
    takesOthers: true,
    requireTools() {},
    compile(_library, folder) {
      calls.push('compile');
      writeFileSync(path.join(folder, 'tfjs_binding.node'), 'addon');
      return Promise.resolve('fake compiler');
    },
    selfTest() {
      calls.push('self-test');
      return Promise.resolve({ version: '2.18.0' });
    },
  };
}
