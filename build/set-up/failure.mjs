/** A failed set-up step: what happened, what is safe, and what to do next. */
export class SetUpFailure extends Error {
  /** @param {{ what: string, safe?: string, remedy: string, details?: string }} words */
  constructor({ what, safe = 'Your projects and images were not touched.', remedy, details = '' }) {
    super([what, safe, remedy, details && `Details:\n${indent(details)}`].filter(Boolean).join('\n'));
    this.name = 'SetUpFailure';
  }
}

/** @param {string} text */
function indent(text) {
  return text
    .trim()
    .split('\n')
    .slice(0, 40)
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Returns the message of any thrown value. @param {unknown} thrown */
export function messageOf(thrown) {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
