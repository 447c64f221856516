import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { builderConfig, configProblems } from '../../build/check-builder-config.mjs';
import { fuseNames, readFuses, setFuse } from '../../build/fuses.mjs';
import { programFormat } from '../../build/program-format.mjs';
import { configFor } from '../../build/package/config.mjs';
import { targetOf } from '../../build/package/targets.mjs';
import { findElectron } from '../support/real-electron.ts';

type Config = ReturnType<typeof builderConfig>;

/** What is wrong with the configuration once something in it was changed. */
function problemsWith(change: (config: Config) => void): string {
  const config = builderConfig();
  change(config);
  return configProblems(config).join('\n');
}

test('the configuration of the packages fits the schema of electron-builder', () => {
  assert.deepEqual(configProblems(builderConfig()), []);
  assert.deepEqual(configProblems(configFor(targetOf('linux', 'x64'))), []);
});

test('a misspelled key, a wrong type and a target that does not exist are found by the schema', () => {
  assert.match(
    problemsWith((config) => {
      config['asarUnpacked'] = [];
    }),
    /asarUnpacked/,
  );
  assert.match(
    problemsWith((config) => {
      config['npmRebuild'] = 'no';
    }),
    /npmRebuild/,
  );
  assert.match(
    problemsWith((config) => {
      config['linux'].target = ['floppy'];
      config['mac'].target = 7;
    }),
    /target/,
  );
  assert.match(
    problemsWith((config) => {
      config['electronFuses'].runAsNod = false;
    }),
    /configuration\.electronFuses/,
  );
});

test('a fuse that is not stated, a file that is gone and another Electron are found', () => {
  assert.match(
    problemsWith((config) => {
      delete config['electronFuses'].onlyLoadAppFromAsar;
    }),
    /the fuse onlyLoadAppFromAsar is not stated/,
  );
  assert.match(
    problemsWith((config) => {
      config['win'].icon = 'build/icons/gone.ico';
    }),
    /build\/icons\/gone\.ico is not there/,
  );
  assert.match(
    problemsWith((config) => {
      config['electronVersion'] = '1.0.0';
    }),
    /electronVersion is 1\.0\.0/,
  );
});

test('every fuse is closed that would let somebody else use the program as theirs', () => {
  const { electronFuses: fuses } = builderConfig();
  const open = [
    'runAsNode',
    'enableNodeOptionsEnvironmentVariable',
    'enableNodeCliInspectArguments',
    'loadBrowserProcessSpecificV8Snapshot',
    'grantFileProtocolExtraPrivileges',
  ];
  assert.deepEqual(
    open.map((name) => fuses[name]),
    open.map(() => false),
  );
  assert.deepEqual(
    ['enableCookieEncryption', 'enableEmbeddedAsarIntegrityValidation', 'onlyLoadAppFromAsar'].map((name) => fuses[name]),
    [true, true, true],
  );
});

/** A program with a list of fuses in the format of Electron, between other bytes. */
const programWith = (states: string): Buffer =>
  Buffer.concat([
    Buffer.alloc(99, 7),
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, states.length]),
    Buffer.from(states),
    Buffer.alloc(9, 7),
  ]);

test('fuses are read and set in place, one by one, in every copy of the list', () => {
  const program = Buffer.concat([programWith('010101010'), programWith('010101010')]);
  setFuse(program, 'wasmTrapHandlers', true);
  const lists = readFuses(program);
  assert.equal(lists.length, 2);
  for (const fuses of lists)
    assert.deepEqual(
      fuseNames.map((name) => fuses[name]),
      [false, true, false, true, false, true, false, true, true],
    );
  assert.deepEqual(Object.keys(readFuses(programWith('01'))[0]!), ['runAsNode', 'enableCookieEncryption']);
});

test('a program without fuses, or with a list of another format, is refused', () => {
  assert.throws(() => readFuses(Buffer.alloc(999)), /has no fuses/);
  const newer = programWith('0');
  newer[99 + 32] = 2;
  assert.throws(() => readFuses(newer), /version 2/);
});

const electron = findElectron();

test('the fuses of a real Electron are read', { skip: 'missing' in electron && electron.missing }, () => {
  const [fuses] = readFuses(readFileSync('missing' in electron ? '' : electron.executable));
  assert.equal(fuses?.['runAsNode'], true, 'as Electron comes');
});

const here = `${process.platform}-${process.arch}`;

test('the running Node is known for what it is, and other files are not taken for programs', () => {
  assert.equal(programFormat(readFileSync(process.execPath).subarray(0, 4096)), here);
  assert.deepEqual(
    [programFormat(Buffer.alloc(4096)), programFormat(Buffer.from('MZ'.padEnd(80))), programFormat(Buffer.from('x'))],
    ['unknown', 'unknown', 'unknown'],
  );
});
