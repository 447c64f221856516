import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId, ImageId, RunId } from '../../../engine/domain/ids.ts';
import type { RankingData } from '../../../engine/domain/ranking/ranking-data.ts';
import { buildRanking } from '../../../engine/domain/ranking/ranking.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { packOutcomes, unpackOutcomes } from '../../../engine/store/ranking-outcomes.ts';
import { record, reopened, temporaryProject, who } from '../../support/project.ts';
import { simulatedRanking } from '../../support/models/simulated-ranking.ts';

const candidates = [
  { source: 'a', accuracy: 0.8 },
  { source: 'b', accuracy: 0.7, multiplyAdds: null },
];
const simulated = (): RankingData<ImageId, ClassId> =>
  simulatedRanking(candidates, { perClass: 6, classes: 2 }) as RankingData<ImageId, ClassId>;

/** A project with the images of the ranking, of two classes, and the ranking in it. */
function ranked(store: ProjectStore): number {
  const data = simulated();
  store.images.addBatch(
    data.images.map(({ image, class: label }) => record(`/${image}.jpg`, { className: `class ${label}` })),
    who,
  );
  const { dataVersion } = store.labels;
  return store.rankings.add({ at: who.at, dataVersion, seed: data.seed, seconds: 2.5, skipped: [], ...buildRanking(data) }, data);
}

describe('rankings', () => {
  test('keep all that their figures follow from, to the last bit, also after a restart', (t) => {
    const store = temporaryProject(t);
    const ranking = ranked(store);
    const { rankings } = reopened(t, store);
    const { ranking: number, stale, at, dataVersion, seed, seconds, skipped, ...figures } = rankings.get(ranking);
    assert.deepEqual([number, stale, at, seed, seconds, skipped], [ranking, false, who.at, 1, 2.5, []]);
    assert.ok(dataVersion > 0);
    assert.deepEqual(rankings.data(ranking), { ...simulated() });
    assert.deepEqual(buildRanking(rankings.data(ranking)), figures);
  });

  test('are stale once a label changes or a class of theirs goes, not for a new class', (t) => {
    for (const change of [
      (store: ProjectStore) => {
        store.labels.set([1 as ImageId], null, who);
      },
      (store: ProjectStore) => {
        store.classes.remove(store.classes.list()[0]!.id, who);
      },
    ]) {
      const store = temporaryProject(t);
      const ranking = ranked(store);
      store.classes.add('new', who);
      assert.equal(store.rankings.get(ranking).stale, false);
      change(store);
      assert.equal(store.rankings.latest()?.stale, true);
      store.close();
    }
  });

  test('the latest is the last one; there may be none, and one that is not there is refused', (t) => {
    const store = temporaryProject(t);
    assert.equal(store.rankings.latest(), null);
    ranked(store);
    const data = simulated();
    const again = store.rankings.add({ at: who.at, dataVersion: 1, seed: 1, seconds: 1, skipped: [], ...buildRanking(data) }, data);
    assert.equal(store.rankings.latest()?.ranking, again);
    for (const ask of [() => store.rankings.get(99), () => store.rankings.data(99)])
      assert.throws(ask, { code: 'ranking-not-found', facts: { ranking: 99 } });
  });

  test('keep the last trial of each', (t) => {
    const store = temporaryProject(t);
    const ranking = ranked(store);
    assert.equal(store.rankings.trial(ranking), null);
    const around = { value: 0.5, low: 0.4, high: 0.6 };
    const trial = {
      ranking,
      tried: [{ source: 'a', run: 1 as RunId, validation: around, test: around, seconds: 3 }],
      predicted: 'a',
      best: 'a',
      right: true,
      tied: false,
    };
    store.rankings.keepTrial(trial, 1);
    store.rankings.keepTrial({ ...trial, right: false }, 2);
    assert.deepEqual(reopened(t, store).rankings.trial(ranking), { ...trial, right: false });
  });
});

describe('packed outcomes', () => {
  test('come back as they were, with names in any script and class indexes beyond 255', () => {
    const {
      classes: _,
      images,
      ...outcomes
    } = simulatedRanking([
      { source: 'größe', accuracy: 0.5 },
      { source: 'b', accuracy: 0.6 },
    ]);
    const changed = {
      ...outcomes,
      baselines: [{ name: 'random-start' as const, source: 'größe', said: Uint16Array.from(images, (__, at) => 65_000 + at) }],
    };
    assert.deepEqual(unpackOutcomes(packOutcomes(changed, images.length), images.length), changed);
    assert.throws(() => unpackOutcomes(packOutcomes(changed, images.length).subarray(0, 900), images.length), RangeError);
  });
});
