/**
 * Electron's fuses: switches in the program file itself, each one byte of a list that follows a fixed marker.
 * Format: electron/electron docs/tutorial/fuses.md (marker, version, number of fuses, then '0' off, '1' on, 'r' removed).
 */
const MARK = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const FORMAT_VERSION = 1;
const OFF = 0x30;
const ON = 0x31;

/** The fuses in list order (build/fuses/fuses.json5 of Electron), with electron-builder's names. */
export const fuseNames = /** @type {const} */ ([
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
]);

/**
 * The ninth fuse, which electron-builder 26.17 cannot set: WebAssembly bounds checks by the processor instead of by code. On, Electron's
 * default: the program runs no foreign code that would have to be contained.
 */
export const ninthFuse = { name: /** @type {const} */ ('wasmTrapHandlers'), on: true };

/**
 * Reads the fuses of a program, once per processor architecture it was built for.
 * @param {Buffer} program
 * @returns {Record<string, boolean>[]}
 */
export function readFuses(program) {
  return fuseLists(program).map(({ start, count }) => {
    const known = fuseNames.slice(0, count);
    return Object.fromEntries(known.map((name, index) => [name, program[start + index] === ON]));
  });
}

/**
 * Sets a fuse in place. A program older than the fuse stays unchanged.
 * @param {Buffer} program
 * @param {(typeof fuseNames)[number]} name
 * @param {boolean} on
 */
export function setFuse(program, name, on) {
  const index = fuseNames.indexOf(name);
  for (const { start, count } of fuseLists(program)) {
    if (index < count) program[start + index] = on ? ON : OFF;
  }
}

/** @param {Buffer} program @returns {{ start: number, count: number }[]} */
function fuseLists(program) {
  const lists = [];
  for (let at = program.indexOf(MARK); at >= 0; at = program.indexOf(MARK, at + MARK.length)) {
    const [version, count] = [program[at + MARK.length], program[at + MARK.length + 1]];
    if (version !== FORMAT_VERSION || count === undefined)
      throw new Error(`the fuses are in a format that is not known: version ${version}`);
    lists.push({ start: at + MARK.length + 2, count });
  }
  if (lists.length === 0) throw new Error('the program has no fuses');
  return lists;
}
