import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { test } from 'node:test';
import type { App } from 'electron';
import { isFirstInstance, projectIn } from '../../electron/single-instance.ts';

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
  const found = (...line: string[]): string | null => projectIn(['electron', ...line], resolve('somewhere'));
  assert.equal(found('--inspect=0', '.', 'birds.graft'), resolve('somewhere', 'birds.graft'));
  assert.equal(found(resolve('birds.graft/')), resolve('birds.graft'));
  assert.deepEqual([found(), found('.'), found('--file=x.graft'), found('x.graft.zip'), projectIn(['x.graft'], '.')], [null, null, null, null, null]);
});

test('a second instance hands its project over and is told that it is not the first', () => {
  const app = new FakeApp(false);
  assert.equal(isFirstInstance(app.asElectron(), '/birds.graft', () => assert.fail()), false);
  assert.deepEqual([app.handedOver, app.listenerCount('second-instance')], [{ project: '/birds.graft' }, 0]);
});

test('the first instance hears of another and of its project, whatever else it is sent', () => {
  const app = new FakeApp(true);
  const heard: (string | null)[] = [];
  assert.equal(isFirstInstance(app.asElectron(), null, (project) => void heard.push(project)), true);
  for (const data of [{ project: '/birds.graft' }, { project: null }, { project: 7 }, null, 'x']) app.emit('second-instance', {}, [], '/', data);
  assert.deepEqual(heard, ['/birds.graft', null, null, null, null]);
});
