/** Must be imported before anything that loads words: makes this process use the pseudo-language of `engine/words/en-XA`. */
process.env.GRAFT_LANGUAGE = 'en-XA';

/** Whether a text has letters or digits that are neither inside the brackets of the pseudo-language nor in `data`, which matches given names. */
export function isFromElsewhere(text: string, data: RegExp): boolean {
  const outside = text.replace(/⟦[^⟧]*⟧/g, ' ').replace(data, ' ');
  return /[\p{L}\p{N}]/u.test(outside);
}
