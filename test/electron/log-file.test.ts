import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { LogFile } from '../../electron/log-file.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'graft-log-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'logs');
}

test('what is written is there at once, with its time, and after another start', (t) => {
  const folder = folderOf(t);
  for (const text of ['first', 'second\n']) {
    const log = new LogFile(folder, 'studio');
    log.write(text);
    log.close();
  }
  const lines = readFileSync(join(folder, 'studio.log'), 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.slice(25)),
    ['first', 'second'],
  );
  assert.ok(lines.every((line) => Math.abs(Date.parse(line.slice(0, 24)) - Date.now()) < 60_000));
});

test('the log never grows beyond its files, and the newest lines are in the newest', (t) => {
  const folder = folderOf(t);
  const log = new LogFile(folder, 'studio', 500, 2);
  for (let line = 0; line < 100; line += 1) log.write(`line ${line}`);
  log.close();
  assert.deepEqual(readdirSync(folder).sort(), ['studio.1.log', 'studio.2.log', 'studio.log']);
  const sizes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length);
  assert.ok(Math.max(...sizes) <= 500, `sizes ${sizes}`);
  assert.match(readFileSync(join(folder, 'studio.log'), 'utf8'), /line 99\n$/);
});

test('a log that cannot be written stops nothing', () => {
  new LogFile(join(import.meta.filename, 'logs'), 'studio').write('lost');
});
