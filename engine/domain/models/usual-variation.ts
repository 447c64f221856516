/** How pictures are varied in training where nobody says otherwise: what is true of most photographs. */
export const usualVariation = { orientation: 'mirror', framing: true, light: true } as const;
