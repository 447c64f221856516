/** Which comes first in dates such as 03/04/2024; null if unknown. */
export type DayOrder = 'day-first' | 'month-first' | null;

export interface DateForm {
  readonly order: DayOrder;
  /** In a workbook, the day that its day numbers count from, in milliseconds since 1970; null in text. */
  readonly dayZero: number | null;
  /** Whether years may have two digits. */
  readonly shortYears?: boolean;
}

const time = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?\s*(z|utc|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/:.])(\d{1,2})\2(\d{1,2})${time}$`, 'i');
const packed = /^(\d{4})(\d{2})(\d{2})$/;
const pointed = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})${time}$`, 'i');
const slashed = new RegExp(String.raw`^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})${time}$`, 'i');
const named = new RegExp(String.raw`^(\d{1,2})[- ]([a-z]{3})[a-z]*\.?[- ,]+(\d{4})${time}$`, 'i');
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const msPerDay = 86_400_000;
/** The first and the last day that a workbook can hold, from 1900 to 9999. */
const dayNumbers = [1, 2_958_465] as const;

/** Gathers what the dates of a column say about the order of day and month. */
export class DayOrderVote {
  #dayFirst = false;
  #monthFirst = false;

  add(cell: string): void {
    const [, first, , second] = slashed.exec(cell.trim()) ?? [];
    if (first === undefined || second === undefined) return;
    if (Number(first) > 12) this.#dayFirst = true;
    if (Number(second) > 12) this.#monthFirst = true;
  }

  /** Null if no date tells, or if they contradict each other. */
  get order(): DayOrder {
    if (this.#dayFirst === this.#monthFirst) return null;
    return this.#dayFirst ? 'day-first' : 'month-first';
  }
}

/** Whether a date can be read only if the order of day and month is known. */
export const needsOrder = (cell: string): boolean => slashed.test(cell.trim());

/**
 * A date in milliseconds since 1970; null if the text is none, or if it is unclear which. A time without a zone is taken as universal time,
 * so that a sheet gives the same on every computer.
 */
export function dateIn(cell: string, { order, dayZero, shortYears = false }: DateForm): number | null {
  const text = cell.trim();
  if (dayZero !== null && /^\d+(\.\d+)?$/.test(text)) {
    const days = Number(text);
    if (days >= dayNumbers[0] && days <= dayNumbers[1]) return Math.round(dayZero + days * msPerDay);
  }
  const year = (digits: string): number => {
    if (digits.length === 4) return Number(digits);
    return shortYears ? Number(digits) + (Number(digits) < 70 ? 2000 : 1900) : NaN;
  };
  const iso = yearFirst.exec(text);
  if (iso) return moment(Number(iso[1]), Number(iso[3]), Number(iso[4]), iso.slice(5));
  const short = packed.exec(text);
  if (short) return moment(Number(short[1]), Number(short[2]), Number(short[3]), []);
  const point = pointed.exec(text);
  if (point) return moment(year(point[3] ?? ''), Number(point[2]), Number(point[1]), point.slice(4));
  const word = named.exec(text);
  if (word) return moment(Number(word[3]), months.indexOf((word[2] ?? '').toLowerCase()) + 1, Number(word[1]), word.slice(4));
  const slash = slashed.exec(text);
  if (!slash) return null;
  const [first, second] = [Number(slash[1]), Number(slash[3])];
  if (order === null && first !== second) return null;
  const [day, month] = order === 'month-first' ? [second, first] : [first, second];
  return moment(year(slash[4] ?? ''), month, day, slash.slice(5));
}

/** Null if there is no such day or time. */
function moment(year: number, month: number, day: number, clock: readonly (string | undefined)[]): number | null {
  const [hours = '0', minutes = '0', seconds = '0', fraction = '0', half, zone] = clock;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const ms = Math.round(Number(`0.${fraction}`) * 1000);
  return date.getTime() + ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + ms - offsetOf(zone);
}

/** The distance of a zone such as +02:00 from universal time, in milliseconds. */
function offsetOf(zone = 'Z'): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
