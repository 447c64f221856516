import { significant } from '../../domain/statistics/paired-tests.ts';

/**
 * A share of 0..1 in percent: whole, but with a decimal where rounding would claim all or nothing
 * (0.996 is not 100 %, 0.003 is not 0 %). The space does not break across lines.
 */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  const claimsTooMuch = (whole === 100 && share < 1) || (whole === 0 && share > 0);
  const shown = claimsTooMuch ? Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1) : String(whole);
  return `${shown}\u00a0%`;
}

/** A difference of shares in points: `+12`, `−3`, `+0.3`; `0` only for none at all. */
export function points(difference: number): string {
  if (difference === 0) return '0';
  const size = 100 * Math.abs(difference);
  return `${difference < 0 ? '−' : '+'}${size < 0.95 ? Math.max(0.1, size).toFixed(1) : Math.round(size)}`;
}

/** The p of a test; it is not rounded across 0.05, where the answer changes. */
export function chance(p: number): string {
  if (p < 0.001) return 'p below 0.001';
  for (let digits = 3; ; digits++) {
    const shown = p.toFixed(digits);
    if ((Number(shown) < significant) === (p < significant)) return `p = ${shown}`;
  }
}

/** `a`, `a and b`, `a, b and c`; beyond `most`, how many more there are. */
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
