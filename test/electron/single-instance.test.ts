import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { test } from 'node:test';
import type { App } from 'electron';
import type { Opening } from '../../electron/opening.ts';
import { isFirstInstance, openingIn } from '../../electron/single-instance.ts';

class FakeApp extends EventEmitter {
  readonly isFirst: boolean;
  handedOver: unknown;
  constructor(isFirst: boolean) {
    super();
    this.isFirst = isFirst;
  }
  requestSingleInstanceLock(data?: Record<string, unknown>): boolean {
    this.handedOver = data;
    return this.isFirst;
  }
  asElectron(): Pick<App, 'requestSingleInstanceLock' | 'on'> {
    return this as unknown as App;
  }
}

test('the project on a command line is found among what Chromium and the developer put there', () => {
  const found = (...line: string[]): Opening | null => openingIn(['electron', ...line], resolve('somewhere'));
  assert.deepEqual(found('--inspect=0', '.', 'birds.graft'), { project: resolve('somewhere', 'birds.graft') });
  assert.deepEqual(found(resolve('birds.graft/')), { project: resolve('birds.graft') });
  assert.deepEqual(
    [found(), found('.'), found('--file=x.graft'), found('x.graft.zip'), openingIn(['x.graft'], '.')],
    [null, null, null, null, null],
  );
});

test('the example can be asked for', () => {
  assert.deepEqual(openingIn(['electron', '.', '--example'], '.'), { example: true });
});

test('a second instance hands over what it was asked to show and is told that it is not the first', () => {
  const app = new FakeApp(false);
  assert.equal(
    isFirstInstance(app.asElectron(), { project: '/birds.graft' }, () => assert.fail()),
    false,
  );
  assert.deepEqual([app.handedOver, app.listenerCount('second-instance')], [{ opening: { project: '/birds.graft' } }, 0]);
});

test('the first instance hears of another and of what it wants, whatever else it is sent', () => {
  const app = new FakeApp(true);
  const heard: (Opening | null)[] = [];
  assert.equal(
    isFirstInstance(app.asElectron(), null, (opening) => void heard.push(opening)),
    true,
  );
  const sent = [
    { opening: { project: '/birds.graft' } },
    { opening: { example: true } },
    { opening: null },
    { opening: { project: 7 } },
    { opening: { example: 'x' } },
    {},
    null,
    'x',
  ];
  for (const data of sent) app.emit('second-instance', {}, [], '/', data);
  assert.deepEqual(heard, [{ project: '/birds.graft' }, { example: true }, null, null, null, null, null, null]);
});
