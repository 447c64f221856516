import { significant } from '../../domain/statistics/paired-tests.ts';

/** English formats for figures, used by all texts. Another language has its own. */
const language = 'en';
type Digits = 0 | 1 | 2 | 3;
const withDigits = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const plural = new Intl.PluralRules(language);
const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
/** The clock of a camera, kept as if it showed UTC. */
const clock = { timeZone: 'UTC' } as const;
const clockDateTime = new Intl.DateTimeFormat(language, { ...clock, dateStyle: 'medium', timeStyle: 'short' });
const clockMonth = new Intl.DateTimeFormat(language, { ...clock, year: 'numeric', month: 'long' });
const clockDay = new Intl.DateTimeFormat(language, { ...clock, dateStyle: 'medium' });
const clockHour = new Intl.DateTimeFormat(language, { ...clock, timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

/** 12,345 */
export function formatNumber(value: number): string {
  return decimals(value, 0);
}

/** With a fixed number of decimals: `1,234.50`. */
export function decimals(value: number, digits: Digits): string {
  return withDigits[digits]!.format(value);
}

const fourDigits = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });

/** A sample value of a picture: integers in full, others such as 0.1234 with four digits. */
export function sample(value: number): string {
  return Number.isInteger(value) ? formatNumber(value) : fourDigits.format(value);
}

/** The same for a field, whose text is parsed again. */
export function sampleField(value: number): string {
  return String(Number(value.toPrecision(10)));
}

/** A rate, a ratio or an amount of work: one decimal below ten, otherwise none. */
export function roughly(value: number): string {
  return value < 10 ? decimals(value, 1) : formatNumber(value);
}

/** "1 image", "2,000 images". */
export function count(value: number, one: string, other: string): string {
  return `${formatNumber(value)} ${plural.select(value) === 'one' ? one : other}`;
}

/** "1 image", "2,000 images". */
export function countImages(value: number): string {
  return count(value, 'image', 'images');
}

/** The size of a network: "387 weights", "412 thousand weights", "2.3 million weights". */
export function countWeights(weights: number): string {
  if (weights >= 1e6) return `${decimals(weights / 1e6, 1)} million weights`;
  return weights >= 1e4 ? `${formatNumber(weights / 1e3)} thousand weights` : count(weights, 'weight', 'weights');
}

/** A duration in a suitable unit: "less than a second", "12 seconds", "3 minutes", "1 h 20 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return count(Math.round(seconds), 'second', 'seconds');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return count(minutes, 'minute', 'minutes');
  const rest = minutes % 60;
  return rest === 0 ? `${formatNumber(minutes / 60)} h` : `${formatNumber(Math.floor(minutes / 60))} h ${rest} min`;
}

/** Rounding steps for estimates, each up to a number of seconds: no estimate may look more precise than it is. */
const estimateSteps: readonly (readonly [upTo: number, step: number])[] = [
  [10, 1],
  [30, 5],
  [55, 10],
  [570, 60],
  [1770, 300],
  [3300, 600],
  [33_000, 1800],
  [Infinity, 3600],
];

/** An estimated duration, rounded to about one digit: "2 seconds", "40 seconds", "1 minute", "2 h 30 min". At least a second. */
export function estimatedDuration(seconds: number): string {
  const [, step] = estimateSteps.find(([upTo]) => seconds < upTo)!;
  const rounded = step * Math.max(1, Math.round(seconds / step));
  return rounded === 60 ? count(1, 'minute', 'minutes') : formatDuration(rounded);
}

/** Ratio of its ends from which a range says no more than its middle. */
const widestRange = 3;

/** A duration expected to be in a range: "about 20 seconds" or, if its ends are informative, "about 10 to 20 seconds". */
export function aboutDuration({ low, high }: { readonly low: number; readonly high: number }): string {
  const [least, most] = [Math.max(1, low), Math.max(1, high)];
  const [from, to] = [estimatedDuration(least), estimatedDuration(most)];
  if (from === to || most >= widestRange * least) return `about ${estimatedDuration(Math.sqrt(least * most))}`;
  const [start, ends] = [/^(.+) (\D+?)s?$/.exec(from), /^(.+) (\D+?)s?$/.exec(to)];
  return start !== null && start[2] === ends?.[2] && !start[1]!.includes(' ') ? `about ${start[1]} to ${to}` : `about ${from} to ${to}`;
}

/** For the beginning of a sentence. */
export const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A duration where space is tight: "12 s", "3 min", "1.5 h". */
export function shortDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${decimals(seconds / 3600, 1)} h`;
}

/** A file size in powers of 1000, as in file managers. */
export function formatBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? decimals(value, 1) : formatNumber(value)} ${units[power]}`;
}

/** A time, in milliseconds since 1970, as date and time of day. */
export function formatTime(time: number): string {
  return dateTime.format(time);
}

/** When a picture was taken, by the clock of its camera: date and time of day. */
export const formatClockTime = (time: number): string => clockDateTime.format(time);
export const formatClockDate = (time: number): string => clockDay.format(time);
export const formatTimeOfDay = (time: number): string => clockHour.format(time);

/** @param month from 1 */
export const formatMonth = (year: number, month: number): string => clockMonth.format(Date.UTC(year, month - 1));

/** How long ago a time was: "just now", "5 minutes ago", "yesterday"; after more than a month, the date. */
export function formatAgo(time: number, now: number): string {
  const minutes = Math.round((time - now) / 60_000);
  if (minutes > -1) return 'just now';
  if (minutes > -60) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (hours > -24) return relative.format(hours, 'hour');
  const days = Math.round(hours / 24);
  return days > -31 ? relative.format(days, 'day') : dateTime.format(time);
}

/**
 * A share of 0..1 in percent: without decimals, but with one where rounding would claim all or nothing
 * (0.996 is not 100%, 0.003 is not 0%).
 */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  const claimsTooMuch = (whole === 100 && share < 1) || (whole === 0 && share > 0);
  const shown = claimsTooMuch ? decimals(Math.min(99.9, Math.max(0.1, share * 100)), 1) : formatNumber(whole);
  return `${shown}%`;
}

/** A share of 0..1 in percent with one decimal, for scores on the command line. */
export function percentInTenths(share: number): string {
  return `${decimals(100 * share, 1)}%`;
}

/** A difference of shares in points: `+12`, `−3`, `+0.3`; `0` only for exactly none. */
export function points(difference: number): string {
  if (difference === 0) return '0';
  const size = 100 * Math.abs(difference);
  return `${difference < 0 ? '−' : '+'}${size < 0.95 ? decimals(Math.max(0.1, size), 1) : formatNumber(size)}`;
}

/** The p of a test; never rounded across 0.05, where the answer changes. */
export function chance(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  for (let digits = 3; ; digits++) {
    const shown = p.toFixed(digits);
    if (Number(shown) < significant === p < significant) return `p = ${shown}`;
  }
}

/** `a`, `a and b`, `a, b and c`; with more than `most` names, the number of the others. */
export function listed(names: readonly string[], most = 4): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A small positive number without an exponent, to one significant digit: `0.000003`. */
export function smallNumber(value: number): string {
  if (value === 0) return '0';
  if (value < 1e-9) return 'less than 0.000000001';
  const digits = Math.max(0, -Math.floor(Math.log10(value)));
  return value.toFixed(digits);
}

/** A learning rate without superfluous digits: `0.003`, `3e-5`. */
export function learningRate(rate: number): string {
  return rate >= 1e-3 ? String(Number(rate.toPrecision(2))) : rate.toExponential(0);
}
