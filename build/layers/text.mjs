import { forbiddenTexts } from './rules.mjs';

/**
 * Lines of a text that no tracked file may hold.
 * @param {string} file
 * @param {string} text
 * @returns {string[]} `file:line: words`
 */
export function checkText(file, text) {
  return text.split('\n').flatMap((line, i) =>
    forbiddenTexts.filter(({ pattern }) => pattern.test(line)).map(({ words }) => `${file}:${i + 1}: holds ${words}`),
  );
}

/** What Windows can't hold as the name of a file or folder, so that nobody could check the sources out there. */
const notOnWindows = /[<>:"|?*\\]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** @param {string} file */
export function checkName(file) {
  return file.split('/').some((part) => notOnWindows.test(part)) ? [`${file}:1: Windows can't hold a file of this name`] : [];
}

/** Settings that would change where imports lead. @param {string} file @param {string} text */
export function checkSettings(file, text) {
  const wrong = [];
  if (/(^|\/)tsconfig[^/]*\.json$/.test(file) && /"baseUrl"/.test(text)) wrong.push(`${file}:1: baseUrl would make 'electron' mean our own folder`);
  if (file === 'electron/index.ts') wrong.push(`${file}:1: this name would be taken for the electron package`);
  return wrong;
}
