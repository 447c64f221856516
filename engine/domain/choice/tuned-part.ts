/** Values used instead of a first tuned block: all blocks, or only the scale and shift of the normalisation in all of them. */
export const wholeNetwork = 'all';
export const normalisationOnly = 'normalisation';
