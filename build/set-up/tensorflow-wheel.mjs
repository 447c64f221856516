/** Downloads wheels of TensorFlow, for this computer or another one. */
import { sha256OfFile } from './files.mjs';
import { downloadWheel } from './pip.mjs';
import { WHEEL_PYTHON } from './tensorflow-sources.mjs';

/**
 * Downloads a pinned wheel for its platform through pip, and returns its path.
 * @param {import('./tensorflow-sources.mjs').PinnedWheel} pinned
 * @param {string} folder
 * @throws {Error} also if the file is not the one expected
 */
export async function downloadPinnedWheel(pinned, folder) {
  const python = ['--python-version', WHEEL_PYTHON, '--implementation', 'cp', '--abi', `cp${WHEEL_PYTHON}`];
  const file = await downloadWheel(pinned, folder, ['--platform', pinned.platform, ...python]);
  if ((await sha256OfFile(file)) !== pinned.sha256) throw new Error('the wheel that pip brought is not the one expected (SHA-256 differs)');
  return file;
}
