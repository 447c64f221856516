import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../../engine/domain/ids.ts';
import { groupsAmong } from '../../../../engine/work/images/image-groups.ts';
import { record, temporaryProject, who } from '../../../support/project.ts';

test('images that the last review found alike share a group, with those that share one anyway', (t) => {
  const store = temporaryProject(t);
  store.images.addBatch(
    [1, 2, 3, 4].map((at) => record(`/${at}.jpg`, { className: 'oak', group: at > 2 ? `leaf ${at}` : null, fingerprint: null })),
    who,
  );
  const ids = [1, 2, 3, 4] as ImageId[];
  assert.deepEqual([...groupsAmong(store, ids).values()], [null, null, 'leaf 3', 'leaf 4']);
  store.reviews.replace({ at: 1 } as never, [], {
    alike: [
      [ids[0]!, ids[1]!],
      [ids[1]!, ids[3]!],
    ],
    certainty: [],
  });
  assert.deepEqual([...groupsAmong(store, ids).values()], ['leaf 4', 'leaf 4', 'leaf 3', 'leaf 4']);
  assert.deepEqual([...groupsAmong(store, ids.slice(0, 3)).values()], ['like image 1', 'like image 1', 'leaf 3']);
});
