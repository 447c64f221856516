import { appendFileSync } from 'node:fs';

/** Shared by all benchmarks: findings with their targets, tables for people to read, and the median of several measurements. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  /** Omitted for findings that are only informative. */
  readonly target?: string;
  readonly isMet?: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Formats the median with minimum and maximum: "0.42 (0.40 to 0.45)". */
export function spread(values: readonly number[], digits = 2): string {
  return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
}

/** The peak memory of this process so far. */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;

/** Prints findings with their targets. */
export function report(title: string, findings: readonly Finding[]): void {
  const rows = findings.map(({ what, measured, target, isMet }) => [
    what,
    target ?? '',
    measured,
    isMet === undefined ? '' : isMet ? 'met' : '**missed**',
  ]);
  table(title, ['what', 'target', 'measured', 'verdict'], rows);
}

/** Prints a Markdown table and passes it to `npm run bench`, which repeats all tables at its end. */
export function table(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const printed = [`\n### ${title}`, '', line(header), line(header.map(() => '---')), ...rows.map(line), ''].join('\n');
  console.log(printed);
  if (process.env.GRAFT_BENCH_REPORT) appendFileSync(process.env.GRAFT_BENCH_REPORT, printed);
}

/** Reports why something was left out, here and in the final table. */
export function skip(title: string, why: string): void {
  report(title, [{ what: 'SKIPPED', measured: why }]);
}
