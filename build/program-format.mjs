/** ELF e_machine, PE Machine and Mach-O cputype, mapped to Node's names for processors. */
const elfMachines = new Map([
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
]);
const peMachines = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);
const machMachines = new Map([
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
]);

/**
 * Detects the system and processor a program is for from its first bytes, with the names of process.platform and process.arch.
 * @param {Buffer} start at least the first kilobyte
 * @returns {string} such as `linux-x64`; `unknown` if it is not recognised as a program
 */
export function programFormat(start) {
  if (start.length < 0x40) return 'unknown';
  if (start.readUInt32BE(0) === 0x7f454c46) return `linux-${elfMachines.get(start.readUInt16LE(18)) ?? 'unknown'}`;
  if (start.readUInt32LE(0) === 0xfeedfacf) return `darwin-${machMachines.get(start.readUInt32LE(4)) ?? 'unknown'}`;
  if (start.toString('latin1', 0, 2) !== 'MZ') return 'unknown';
  const header = start.readUInt32LE(0x3c);
  const isWindows = header + 6 <= start.length && start.toString('latin1', header, header + 4) === 'PE\0\0';
  return isWindows ? `win32-${peMachines.get(start.readUInt16LE(header + 4)) ?? 'unknown'}` : 'unknown';
}
