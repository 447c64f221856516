import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import { Learner } from '../../../engine/learner/client.ts';
import type { PredictJob } from '../../../engine/learner/protocol.ts';
import { Questions } from '../../../engine/learner/questions.ts';

const entry = fileURLToPath(new URL('../../support/fake-learner.ts', import.meta.url));

function lanes(t: TestContext): { work: Learner; own: Learner; questions: Questions } {
  const [work, own] = [new Learner({ entry, graceMs: 500 }), new Learner({ entry, graceMs: 500, isExpendable: true })];
  t.after(() => Promise.all([work.close(), own.close()]));
  return { work, own, questions: new Questions(work, own) };
}

const job = (cut: string): PredictJob => ({
  kind: 'predict',
  source: { folder: '', hash: '' as ContentHash },
  cut,
  runFolder: '',
  views: ['one'],
});

/** Long work that has begun and goes on until it is stopped. */
async function longWork(work: Learner): Promise<{ stop: () => void; end: Promise<'done' | string>; pid: number }> {
  const stop = new AbortController();
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const end = work
    .run(job('sleep:60000'), {
      signal: stop.signal,
      progress: () => {
        resolve();
      },
    })
    .then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  await begun;
  return {
    stop: () => {
      stop.abort();
    },
    end,
    pid: work.pid!,
  };
}

/** The process that answered. */
const answeredBy = async (questions: Questions, cut = 'quick'): Promise<number | undefined> =>
  (await questions.ask(job(cut))).probabilities[0]?.[0];

/** Whether a question is answered while the long work goes on; in one lane with it, it would be only after its end. */
async function isAnsweredBeside(work: Learner, questions: Questions): Promise<boolean> {
  const long = await longWork(work);
  let isOver = false;
  void long.end.then(() => {
    isOver = true;
  });
  setTimeout(long.stop, 3_000).unref();
  await answeredBy(questions);
  const before = !isOver;
  long.stop();
  await long.end;
  return before;
}

test('a question is answered while long work goes on, and the check for it catches a lane that both share', async (t) => {
  const { work, questions } = lanes(t);
  assert.ok(await isAnsweredBeside(work, questions));
  assert.ok(!(await isAnsweredBeside(work, new Questions(work, work))));
});

test('while there is no long work its process answers, however many questions come at once, and no other is started', async (t) => {
  const { work, own, questions } = lanes(t);
  const pids = await Promise.all([answeredBy(questions, 'sleep:100'), answeredBy(questions), answeredBy(questions)]);
  assert.deepEqual(pids, [work.pid, work.pid, work.pid]);
  assert.equal(own.pid, null);
});

test('work that comes while a question is answered waits for that one alone: the next goes to the other process', async (t) => {
  const { work, own, questions } = lanes(t);
  const first = answeredBy(questions, 'sleep:300');
  const long = longWork(work);
  assert.equal(await answeredBy(questions), own.pid);
  assert.equal(await first, work.pid);
  const { stop, end } = await long;
  stop();
  assert.equal(await end, 'stopped');
});

test('the end of the process for questions disturbs no work, and the next question gets a new one', async (t) => {
  const { work, own, questions } = lanes(t);
  const long = await longWork(work);
  await assert.rejects(questions.ask(job('exit:3')), { code: 'learner-died' });
  await assert.rejects(questions.ask(job('heap')), { code: 'out-of-memory' });
  assert.equal(await answeredBy(questions), own.pid);
  assert.equal(work.pid, long.pid);
  long.stop();
  assert.equal(await long.end, 'stopped');
});

test('killing or stopping the work disturbs no question', async (t) => {
  const { work, own, questions } = lanes(t);
  for (const end of ['killed', 'stopped']) {
    const long = await longWork(work);
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const asked = questions.ask(job('sleep:300'), {
      progress: () => {
        resolve();
      },
    });
    await begun;
    if (end === 'killed') process.kill(long.pid, 'SIGKILL');
    else long.stop();
    assert.equal(await long.end, end === 'killed' ? 'learner-died' : 'stopped');
    assert.equal((await asked).probabilities[0]?.[0], own.pid);
  }
});

test(
  'where memory runs out, the process for questions is ended before that of the work',
  { skip: process.platform !== 'linux' && 'only Linux can be told so' },
  async (t) => {
    const { work, own, questions } = lanes(t);
    const long = await longWork(work);
    await answeredBy(questions);
    const readiness = (pid: number | null): number => Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'));
    assert.equal(readiness(own.pid), 1000);
    assert.ok(readiness(work.pid) < 1000);
    long.stop();
    await long.end;
  },
);

test('closing both learners refuses questions', async (t) => {
  const { work, own, questions } = lanes(t);
  await Promise.all([work.close(), own.close()]);
  await assert.rejects(questions.ask(job('quick')), { code: 'stopped' });
});
