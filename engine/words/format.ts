/** Numbers as people read them. English words use these; another language brings its own. */
const language = 'en';
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const plural = new Intl.PluralRules(language);
const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

/** 12,345 */
export function formatNumber(value: number): string {
  return whole.format(value);
}

/** "1 image", "2,000 images". */
export function count(value: number, one: string, other: string): string {
  return `${formatNumber(value)} ${plural.select(value) === 'one' ? one : other}`;
}

/** "1 image", "2,000 images". */
export function countImages(value: number): string {
  return count(value, 'image', 'images');
}

/** A duration in the unit that fits: "under a second", "12 seconds", "3 minutes", "1 h 20 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'under a second';
  if (seconds < 90) return count(Math.round(seconds), 'second', 'seconds');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return count(minutes, 'minute', 'minutes');
  const rest = minutes % 60;
  return rest === 0 ? `${formatNumber(minutes / 60)} h` : `${formatNumber(Math.floor(minutes / 60))} h ${rest} min`;
}

/** A file size in powers of 1000, as file managers show it. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : formatNumber(value)} ${units[power]}`;
}

/** A time in milliseconds since 1970 as date and time of day. */
export function formatTime(time: number): string {
  return dateTime.format(time);
}

/** How long ago a time is: "now", "5 minutes ago", "yesterday"; beyond a month the date. */
export function formatAgo(time: number, now: number): string {
  const minutes = Math.round((time - now) / 60_000);
  if (minutes > -1) return 'just now';
  if (minutes > -60) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (hours > -24) return relative.format(hours, 'hour');
  const days = Math.round(hours / 24);
  return days > -31 ? relative.format(days, 'day') : dateTime.format(time);
}
