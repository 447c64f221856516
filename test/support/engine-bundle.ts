import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { externalPackages } from '../../build/engine/check.mjs';
import type { EntryPoint } from '../../engine/program/own-files.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** The engine bundled into a folder of its own, far from the sources, beside links to the packages that stay outside the bundle. */
export class EngineBundle {
  readonly #place = mkdtempSync(join(tmpdir(), 'graft-bundle-'));
  readonly folder = join(this.#place, 'engine');

  constructor() {
    const built = spawnSync(process.execPath, [join(root, 'build', 'engine.mjs'), this.folder], { cwd: root, encoding: 'utf8' });
    assert.equal(built.status, 0, built.stderr);
    for (const name of externalPackages) {
      const link = join(this.#place, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link, 'junction');
    }
  }

  entry(name: EntryPoint): string {
    return join(this.folder, ...`${name}.mjs`.split('/'));
  }

  remove(): void {
    rmSync(this.#place, { recursive: true, force: true });
  }
}
