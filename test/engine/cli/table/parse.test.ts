import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandNames, commandTable, optionsOf } from '../../../../engine/cli/table/command-table.ts';
import { parseLine } from '../../../../engine/cli/table/parse.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';

const read = (line: string): unknown => {
  const { command, json, flags, positionals } = parseLine(line.split(' ').filter((word) => word !== ''));
  return [command, positionals, flags, json];
};
const refused = (line: string): string => {
  try {
    parseLine(line.split(' ').filter((word) => word !== ''));
  } catch (error) {
    assert.ok(error instanceof StudioError && error.code === 'input-invalid', String(error));
    return String(error.facts['detail']);
  }
  return assert.fail(`${line} was taken`);
};

describe('a line is taken apart', () => {
  test('words and options in any order, with = or a blank, and --json anywhere', () => {
    assert.deepEqual(read('import trees images'), ['import', ['trees', 'images'], {}, false]);
    assert.deepEqual(read('import --labels none trees --copy images --class-level=2 --json'), [
      'import',
      ['trees', 'images'],
      { labels: 'none', copy: true, 'class-level': '2' },
      true,
    ]);
    assert.deepEqual(read('--json sources rank trees --sources a,b --try 2'), [
      'sources rank',
      ['trees'],
      { sources: 'a,b', try: '2' },
      true,
    ]);
    assert.deepEqual(read('predict trees images --out a.csv --no-bom'), [
      'predict',
      ['trees', 'images'],
      { out: 'a.csv', 'no-bom': true },
      false,
    ]);
    assert.deepEqual(read('sources'), ['sources', [], {}, false]);
    assert.deepEqual(read('train trees --seed 1 --seed 2'), ['train', ['trees'], { seed: '2' }, false]);
  });

  test('negative values and names that begin with a hyphen stand after --', () => {
    assert.deepEqual(read('brightness ct -- -1000 400'), ['brightness', ['ct', '-1000', '400'], {}, false]);
    assert.deepEqual(read('train --seed 3 -- --odd'), ['train', ['--odd'], { seed: '3' }, false]);
  });

  test('no word, help and --help ask for help, also about a command, whatever else is missing', () => {
    for (const line of ['', '--json', 'help', '--help', '-h']) assert.deepEqual(read(line), ['help', [], {}, line === '--json'], line);
    for (const line of ['help sources add', 'sources add --help', 'sources add -h'])
      assert.deepEqual(read(line), ['help', ['sources', 'add'], {}, false], line);
    assert.deepEqual(read('train --help'), ['help', ['train'], {}, false]);
  });

  test('every option of the table is taken by its command and, unless it has it too, refused by every other', () => {
    const all = new Map(commandNames.flatMap(optionsOf));
    for (const name of commandNames) {
      const words = commandTable[name].takes
        .filter(({ shown }) => shown.startsWith('<'))
        .map(() => 'word')
        .join(' ');
      for (const [option, value] of all) {
        const line = `${name} ${words} --${option}${value === true ? '' : ' 1'}`;
        const has = optionsOf(name).some(([one]) => one === option);
        if (has) assert.deepEqual(parseLine(line.split(/ +/)).flags, { [option]: value === true ? true : '1' }, line);
        else assert.equal(refused(line), `unknown option --${option}. See "graft help ${name}"`);
      }
    }
  });
});

test('what is not understood is refused by our own words', () => {
  assert.equal(refused('paint'), 'unknown command "paint". "graft help" lists the commands');
  assert.equal(refused('paint --seed 3'), 'unknown command "paint". "graft help" lists the commands');
  assert.equal(refused('--colour status trees'), 'unknown option --colour. See "graft help"');
  assert.match(refused('sources paint'), /^unknown sources command "paint": use add, remove, /);
  assert.equal(refused('labels paint'), 'unknown labels command "paint": use import, export');
  assert.equal(refused('train trees --seed'), '--seed requires a value');
  assert.match(refused('train trees --quick=yes'), /^unknown option --quick=yes\. See "graft help train"/);
  assert.match(refused('compare trees --quick=yes'), /^unknown option --quick=yes\. See "graft help compare"/);
  assert.match(refused('import trees'), /^The folder with images is missing/);
  assert.match(refused('sources download'), /^The id of the offer is missing/);
  assert.equal(refused('status trees too'), 'unexpected argument "too". See "graft help status"');
});
