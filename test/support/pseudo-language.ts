/** Must be imported before anything that loads words: makes this process use the pseudo-language of `engine/words/en-XA`. */
process.env.GRAFT_LANGUAGE = 'en-XA';
