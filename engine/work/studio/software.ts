import packageFacts from '../../../package.json' with { type: 'json' };

/** Name and version of this program, as written into every result and card. */
export const software = `Graft ${packageFacts.version}`;
