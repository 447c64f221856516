/** Shown wherever the studio process is unavailable, so that all places say the same. */
export const studioAway = "Graft's engine is not responding.";
