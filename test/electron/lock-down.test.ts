import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lockDownContents, lockDownSession } from '../../electron/lock-down.ts';
import { fakeEvent, FakeContents, FakeSession } from '../support/shell/fake-electron.ts';

function lockedSession(): FakeSession {
  const session = new FakeSession();
  lockDownSession(session.asElectron());
  return session;
}

test('every permission is refused, asked for or looked up', () => {
  const session = lockedSession();
  const answers: boolean[] = [];
  for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read', 'fileSystem', 'unknown']) {
    session.permissionRequest!(null, permission, (granted) => answers.push(granted));
  }
  assert.deepEqual(
    [answers, session.permissionCheck!(), session.devicePermission!(), session.spellChecker],
    [Array(7).fill(false), false, false, false],
  );
});

test('a request to anywhere but our own address is cancelled', () => {
  const session = lockedSession();
  const isCancelled = (url: string): boolean => {
    let cancelled: boolean | undefined;
    session.beforeRequest!({ url }, (response) => {
      cancelled = response.cancel;
    });
    return cancelled === true;
  };
  const foreign = [
    'https://example.org/',
    'http://127.0.0.1:80/',
    'ws://example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'graft://other/',
  ];
  assert.deepEqual(
    foreign.filter((url) => !isCancelled(url)),
    [],
  );
  assert.deepEqual(['graft://app/', 'graft://app/images/1/2/view', 'blob:graft://app/1', 'data:image/png;base64,'].filter(isCancelled), []);
});

test('nothing is downloaded', () => {
  const event = fakeEvent({});
  lockedSession().emit('will-download', event);
  assert.equal(event.prevented, true);
});

test('a page or a frame in it goes nowhere else, in the way old and new Electron tell of it', () => {
  const contents = new FakeContents();
  lockDownContents(contents.asElectron());
  const isPrevented = (name: string, url: string, asArgument: boolean): boolean => {
    const event = fakeEvent(asArgument ? {} : { url });
    contents.emit(name, event, asArgument ? url : undefined);
    return event.prevented;
  };
  const names = ['will-navigate', 'will-redirect', 'will-frame-navigate'];
  for (const asArgument of [true, false]) {
    const foreign = names.flatMap((name) =>
      ['https://example.org/', 'file:///home/x.png', 'data:text/html,x', ''].map((url) => isPrevented(name, url, asArgument)),
    );
    assert.deepEqual(
      foreign,
      foreign.map(() => true),
    );
    assert.deepEqual(
      names.map((name) => isPrevented(name, 'graft://app/', asArgument)),
      [false, false, false],
    );
  }
});

test('no second window and no embedded page is opened', () => {
  const contents = new FakeContents();
  lockDownContents(contents.asElectron());
  const attach = fakeEvent({});
  contents.emit('will-attach-webview', attach);
  assert.deepEqual(contents.opened!({ url: 'graft://app/' }), { action: 'deny' });
  assert.equal(attach.prevented, true);
});
