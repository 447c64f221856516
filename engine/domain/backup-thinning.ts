const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** How old a backup may get, and how far apart those of each age are kept: close together at first, then ever sparser. */
const ages: readonly { readonly upToMs: number; readonly apartMs: number }[] = [
  { upToMs: dayMs, apartMs: 30 * minuteMs },
  { upToMs: 14 * dayMs, apartMs: dayMs },
  { upToMs: 84 * dayMs, apartMs: 7 * dayMs },
  { upToMs: 365 * dayMs, apartMs: 30 * dayMs },
];

/** How many backups are kept whatever their age: a clock that runs ahead for a day must not remove all of them. */
const fewest = 5;

/**
 * Returns the backups to keep, given when each was made (milliseconds since 1970): the newest of every half hour of the last day, of every
 * day for two weeks, of every week for twelve weeks and of every thirty days for a year. The newest five are kept whatever their age.
 */
export function backupsToKeep(times: readonly number[], now: number): Set<number> {
  const kept = new Set<number>();
  const filled = new Set<string>();
  for (const time of times.toSorted((a, b) => b - a)) {
    const age = ages.find(({ upToMs }) => now - time <= upToMs);
    const slot = age && `${age.apartMs}:${Math.floor(time / age.apartMs)}`;
    if (kept.size >= fewest && (slot === undefined || filled.has(slot))) continue;
    kept.add(time);
    if (slot !== undefined) filled.add(slot);
  }
  return kept;
}
