import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { Connection } from '../../../engine/store/connection.ts';

/** A database whose every statement fails as SQLite does with `code`. */
function failing(code: string): Connection {
  const sqlite = new Database(':memory:');
  sqlite.function('fails', () => {
    throw new Database.SqliteError('disk I/O error', code);
  });
  return new Connection(sqlite, '/projects/moths.graft');
}

test('what SQLite reports of the disk is told as such by every way to it, with the project and the code', () => {
  for (const code of ['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_READ']) {
    const connection = failing(code);
    const told = { code: 'disk-error', facts: { path: '/projects/moths.graft', detail: code } };
    for (const way of [
      () => connection.all('SELECT fails()'),
      () => connection.get('SELECT fails()'),
      () => connection.run('CREATE TABLE made AS SELECT fails()'),
      () => connection.transaction(() => connection.run('CREATE TABLE made AS SELECT fails()')),
    ])
      assert.throws(way, told);
  }
});

test('a database that finds no more room says that the disk is full, and keeps what it had', () => {
  const sqlite = new Database(':memory:');
  sqlite.exec('CREATE TABLE kept (x)');
  sqlite.pragma('max_page_count = 4');
  const connection = new Connection(sqlite, '/p');
  connection.run('INSERT INTO kept VALUES (1)');
  assert.throws(
    () =>
      connection.transaction(() => {
        for (let row = 0; row < 100; row++) connection.run('INSERT INTO kept VALUES (zeroblob(1000))');
      }),
    { code: 'disk-full' },
  );
  assert.deepEqual(connection.all('SELECT x FROM kept'), [{ x: 1 }]);
});

test('a database that was closed while a request went on says that the project is not open, by every way to it', () => {
  const sqlite = new Database(':memory:'),
    connection = new Connection(sqlite, '/projects/moths.graft');
  connection.run('CREATE TABLE kept (x)');
  connection.all('SELECT x FROM kept');
  sqlite.close();
  const told = { code: 'project-not-open', facts: { path: '/projects/moths.graft' } };
  for (const way of [
    () => connection.all('SELECT x FROM kept'),
    () => connection.get('SELECT 1'),
    () => connection.run('INSERT INTO kept VALUES (1)'),
    () => connection.transaction(() => connection.run('INSERT INTO kept VALUES (1)')),
  ])
    assert.throws(way, told);
});
