const pattern = /^(\d{4})[-:/](\d\d)[-:/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A date such as `2024-05-01 10:00:00` or `2024:05:01 10:00`, in milliseconds since 1970; null for anything else. Cameras mostly write no
 * time zone. Such a time counts as UTC, so that a file means the same on every computer.
 */
export function timeOf(value: unknown): number | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = pattern.exec(String(value).trim()) ?? [];
  if (year === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)));
  // Dates that do not exist, such as `0000:00:00`, would become others.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCHours() !== Number(hour)) return null;
  return date.getTime() - minutesOf(zone) * 60_000;
}

function minutesOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}
