/** Default augmentation in training: what holds for most photographs. */
export const usualVariation = { orientation: 'mirror', framing: true, light: true } as const;
