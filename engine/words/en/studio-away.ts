/** What is said wherever the studio process is away, so that no two places say something else. */
export const studioAway = "Graft's engine is not responding.";
