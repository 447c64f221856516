const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** For how long backups are kept, and how far apart the kept ones of that age are: close together at first, then ever sparser. */
const ages: readonly { readonly upToMs: number; readonly apartMs: number }[] = [
  { upToMs: dayMs, apartMs: 30 * minuteMs },
  { upToMs: 14 * dayMs, apartMs: dayMs },
  { upToMs: 84 * dayMs, apartMs: 7 * dayMs },
  { upToMs: 365 * dayMs, apartMs: 30 * dayMs },
];

/** So many are kept however old they seem: a clock that runs ahead for a day must not take all of them. */
const fewest = 5;

/**
 * Which backups to keep, by the time they were made (milliseconds since 1970): the newest of every half hour of the last day, of every
 * day of two weeks, every week of twelve, every thirty days of a year. The newest five are kept however old they are.
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
