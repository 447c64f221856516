/** Imported before anything that says something: this process speaks the pseudo-language of `engine/words/en-XA`. */
process.env.GRAFT_LANGUAGE = 'en-XA';
