/** One line of RFC 4180 CSV. Fields with commas, quotes or line breaks are quoted. */
export function csvLine(fields: readonly (string | number)[]): string {
  return `${fields.map((field) => quoted(String(field))).join(',')}\r\n`;
}

const quoted = (field: string): string => (/[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/**
 * A relative file name that a spreadsheet does not take for a formula: a leading = + - @ gets "./" before it, which names the
 * same file.
 */
export const csvFileName = (name: string): string => (/^[=+\-@\t]/.test(name) ? `./${name}` : name);
