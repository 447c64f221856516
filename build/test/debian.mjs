import { canRun, reasonOf, runCommand } from '../set-up/command.mjs';

/** Whether system packages may be installed here: on Debian or a derivative, as root. */
export function debianMayInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && canRun('apt-get', ['--version']);
}

/**
 * Installs packages with apt-get if permitted.
 * @param {string[]} packages
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>} why it was not done, as text; null on success
 */
export async function debianInstall(packages, say) {
  if (!debianMayInstall()) return 'apt-get may not be used here (it needs Debian and root)';
  say(`  installing ${packages.join(', ')} through apt-get ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update', '-qq'], { env });
  const result = await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  return result.code === 0 ? null : `apt-get could not install ${packages.join(', ')} (${reasonOf(result)})`;
}
