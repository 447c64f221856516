/** What is said wherever the studio process is away, so that no two places say something else. */
export const studioAway = "Graft's studio does not answer.";
