import { createHash } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ContentHash, ImageId, ProjectId } from '../../engine/domain/ids.ts';
import type { ImportedImage } from '../../engine/store/image-import.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';

export const who = { at: 1_700_000_000_000, by: 'tester' };
export const projectId = '00000000-0000-4000-8000-000000000001' as ProjectId;

/** A folder that is removed when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'graft-test-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty project in a temporary folder, closed when the test ends. */
export function temporaryProject(t: TestContext, folder: string = temporaryFolder(t)): ProjectStore {
  const store = ProjectStore.create(join(folder, 'test.graft'), { name: 'test', id: projectId, at: who.at });
  t.after(() => store.close());
  return store;
}

/** Opens a project again as a new process would; closed when the test ends. */
export function reopened(t: TestContext, store: ProjectStore): ProjectStore {
  store.close();
  const again = ProjectStore.open(store.folder);
  t.after(() => again.close());
  return again;
}

/** Facts and outcome shared by all runs that tune nothing. */
export const headRun = { tuneFrom: null, settings: {} };
export const headOutcome = { tuning: null, auto: null, testImagesSeen: 0 };

export function hashOf(text: string): ContentHash {
  return createHash('sha256').update(text).digest('hex') as ContentHash;
}

/** The record of a decoded file that does not exist. Files with the same `content` are identical. */
export function record(path: string, facts: Partial<ImportedImage> & { readonly content?: string } = {}): ImportedImage {
  const { content = path, ...others } = facts;
  return {
    path,
    hash: hashOf(content),
    width: 640,
    height: 480,
    format: 'jpeg',
    bytes: 1234,
    bitDepth: 8,
    frames: 1,
    tone: null,
    fingerprint: '0123456789abcdef',
    pixels: null,
    group: null,
    className: null,
    ...others,
  };
}

/** Adds `count` unlabelled images and returns their ids. */
export function addImages(store: ProjectStore, count: number, facts: Partial<ImportedImage> = {}): ImageId[] {
  const records = Array.from({ length: count }, (_, index) => record(`/pictures/image-${index + 1}.jpg`, facts));
  return store.images.addBatch(records, who).map((verdict) => verdict.image);
}

/** The perceptual hash of a picture unlike any other. */
export const fingerprintOf = (number: number): string =>
  ((BigInt(number + 1) * 0x9e3779b97f4a7c15n) & ((1n << 64n) - 1n)).toString(16).padStart(16, '0');
