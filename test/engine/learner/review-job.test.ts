import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ClassId, ContentHash, ImageId } from '../../../engine/domain/ids.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { review } from '../../../engine/learner/review-job.ts';
import type { ReviewedImage, ReviewJob, ReviewOutcome } from '../../../engine/learner/review-protocol.ts';
import { nextShot, softBlobs } from '../../support/burst-pictures.ts';
import { writeTinySource } from '../../support/models/tiny-source.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const [dark, light, shots] = [10, 10, 3];
const facts: ReviewedImage['facts'] = {
  width: 80,
  height: 60,
  bytes: 9000,
  format: 'png',
  bitDepth: 8,
  takenAt: null,
  camera: null,
  folder: null,
};

/** Views "<scene> <shot>": ten scenes of class 1, each in three shots, and ten of class 2, brighter by far, in one each; one unlabelled. */
async function reviewed(t: TestContext): Promise<ReviewOutcome> {
  const folder = temporaryFolder(t);
  const { model } = await readSource(await writeTinySource(join(folder, 'tiny')));
  const image = (view: string, number: number, label: number | null): ReviewedImage => ({
    id: number as ImageId,
    hash: createHash('sha256').update(view).digest('hex') as ContentHash,
    view,
    class: label as ClassId | null,
    group: null,
    facts,
  });
  const views = [
    ...Array.from({ length: dark * shots }, (_, at) => [`${Math.floor(at / shots)} ${at % shots}`, 1] as const),
    ...Array.from({ length: light }, (_, at) => [`${dark + at} 0`, 2] as const),
    [`${dark + light} 0`, null] as const,
  ];
  const images = views.map(([view, label], at) => image(view, at + 1, label));
  const none = images.map(() => null);
  const job: ReviewJob = {
    kind: 'review',
    source: { folder: model.path, hash: model.hash },
    cut: 'pool',
    seed: 1,
    images,
    groupings: { alone: none, tried: [none] },
    features: join(folder, 'features'),
  };
  const picture = (view: string) => {
    const [scene, shot] = view.split(' ').map(Number) as [number, number];
    const first = softBlobs(scene);
    const shown = shot === 0 ? first : nextShot(shot === 1 ? first : nextShot(first));
    return { ...shown, pixels: shown.pixels.map((value) => (scene < dark ? value / 2 : Math.min(255, value + 60))) };
  };
  return review(job, { signal: new AbortController().signal, progress: () => {} }, (view) => Promise.resolve(picture(view)));
}

test('a review holds the shots of one scene out together, and says of every image how certain it is', async (t) => {
  const { alike, classes, predicted, certainty } = await reviewed(t);
  assert.deepEqual(
    new Set(alike.map(([one, other]) => Math.floor((one - 1) / shots) === Math.floor((other - 1) / shots))),
    new Set([true]),
    'only shots of one scene are alike',
  );
  assert.deepEqual(
    classes.map(({ labels, groups }) => ({ labels, groups })),
    [
      { labels: dark * shots, groups: dark },
      { labels: light, groups: light },
    ],
  );
  assert.ok(predicted.isBetterThanLargestClass);
  assert.equal(certainty.length, dark * shots + light + 1, 'images without a label too');
  assert.ok(certainty.every(([, most]) => most >= 0.5 && most <= 1));
});
