import { forbiddenTexts } from './rules.mjs';

/**
 * Finds lines with texts not allowed in tracked files.
 * @param {string} file
 * @param {string} text
 * @returns {string[]} `file:line: words`
 */
export function checkText(file, text) {
  return text
    .split('\n')
    .flatMap((line, i) =>
      forbiddenTexts.filter(({ pattern }) => pattern.test(line)).map(({ words }) => `${file}:${i + 1}: holds ${words}`),
    );
}

/** Names that Windows cannot use for a file or folder, so that the sources could not be checked out there. */
const notOnWindows = /[<>:"|?*\\]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** @param {string} file */
export function checkName(file) {
  return file.split('/').some((part) => notOnWindows.test(part)) ? [`${file}:1: Windows can't hold a file of this name`] : [];
}

/** Finds settings that would change how imports resolve. @param {string} file @param {string} text */
export function checkSettings(file, text) {
  const wrong = [];
  if (/(^|\/)tsconfig[^/]*\.json$/.test(file) && /"baseUrl"/.test(text))
    wrong.push(`${file}:1: baseUrl would make 'electron' mean our own folder`);
  if (file === 'electron/index.ts') wrong.push(`${file}:1: this name would be taken for the electron package`);
  return wrong;
}
