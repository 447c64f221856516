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
