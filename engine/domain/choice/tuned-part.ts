/** In the place of a first tuned block: all blocks; or the scales and shifts of normalisation in all of them, and no other weight. */
export const wholeNetwork = 'all';
export const normalisationOnly = 'normalisation';
