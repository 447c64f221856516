import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StudioError, type Failure } from '../../engine/domain/failure.ts';
import { Latest, Refresh } from '../../renderer/latest.ts';

/** A question that is answered when the test says so. */
const question = () => Promise.withResolvers<string>();

/** Asks questions and notes what counted. */
function listener() {
  const latest = new Latest();
  const heard: (string | Failure)[] = [];
  const ask = (promise: Promise<string>) =>
    latest.ask(
      promise,
      (answer) => heard.push(answer),
      (failure) => heard.push(failure),
    );
  return { latest, heard, ask };
}

describe('only the last question counts', () => {
  test('an answer that arrives after a later question was asked is dropped, whichever comes first', async () => {
    const { heard, ask } = listener();
    const [first, second, third] = [question(), question(), question()];
    const counted = [first, second, third].map(({ promise }) => ask(promise));
    third.resolve('third');
    first.resolve('first');
    second.reject(new StudioError('disk-full'));
    assert.deepEqual([await Promise.all(counted), heard], [[false, false, true], ['third']]);
  });

  test('the failure of the last question counts, and a defect is one, too', async () => {
    const { heard, ask } = listener();
    await ask(Promise.reject(new StudioError('disk-full', { path: '/home' })));
    await ask(Promise.reject(new TypeError('a defect')));
    assert.deepEqual(heard, [
      { code: 'disk-full', facts: { path: '/home' } },
      { code: 'unexpected', facts: { detail: 'a defect' } },
    ]);
  });

  test('what was asked before it was forgotten does not count', async () => {
    const { latest, heard, ask } = listener();
    const { promise, resolve } = question();
    const counted = ask(promise);
    latest.forget();
    resolve('late');
    assert.deepEqual([await counted, heard], [false, []]);
  });
});

describe('one fetch at a time', () => {
  test('news during a fetch lead to one more, not to one each', async () => {
    const fetches: ReturnType<typeof question>[] = [];
    const refresh = new Refresh(() => {
      fetches.push(question());
      return fetches.at(-1)!.promise;
    });
    const first = refresh.now();
    for (let news = 0; news < 3; news += 1) void refresh.now();
    assert.equal(fetches.length, 1);
    fetches[0]!.resolve('');
    await new Promise(setImmediate);
    assert.equal(fetches.length, 2);
    fetches[1]!.resolve('');
    await first;
    assert.equal(fetches.length, 2);
  });

  test('a fetch that throws does not keep the next one from going', async () => {
    let fetches = 0;
    const refresh = new Refresh(() => {
      fetches += 1;
      return fetches === 1 ? Promise.reject(new Error('a defect')) : Promise.resolve();
    });
    await assert.rejects(refresh.now(), /a defect/);
    await refresh.now();
    assert.equal(fetches, 2);
  });
});
