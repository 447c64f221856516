import type { ColumnRole } from '../../domain/labels/column-roles.ts';
import { isDoubtfulFileName, roleByName, type NamedColumn } from './column-names.ts';
import { flagIn, isList, isPictureName, numberIn, partIn, valueIn, valuesIn, type Separator } from './cells.ts';
import { dateIn, type DayOrder } from './dates.ts';

export interface ColumnReading {
  readonly role: ColumnRole;
  /** For several classes or tags in one cell. */
  readonly separator?: Separator;
}
interface Column {
  readonly name: string;
  /** The cells of the sample that hold something. */
  readonly values: readonly string[];
  readonly distinct: number;
  readonly named: NamedColumn | null;
}

/** The most names of pictures that a column of file names may lack: a few rows may be damaged. */
const mostOthers = 0.2;
const separators: readonly Separator[] = [';', '|', ','];

/** The roles of columns, guessed from their names and from the cells of some rows. There is one file column at most. */
export function guessRoles(names: readonly string[], sampleRows: readonly (readonly string[])[]): ColumnReading[] {
  const columns = columnsOf(names, sampleRows);
  const roles: ColumnReading[] = columns.map(() => ({ role: 'ignore' }));
  const free = new Set(columns.keys());
  const take = (at: number, role: ColumnReading): void => {
    roles[at] = role;
    free.delete(at);
  };
  const file = fileColumn(columns, sampleRows.length);
  if (file !== null) take(file, { role: 'file' });
  for (const role of ['group', 'site', 'date', 'split', 'author'] as const) {
    const at = bestNamed(columns, free, role);
    if (at !== null) take(at, { role });
  }
  for (const at of free) {
    const { named, values } = columns[at] as Column;
    if (named?.role === 'tags') take(at, { role: 'tags', separator: separatorOf(values, true) ?? ';' });
  }
  const named = bestNamed(columns, free, 'class') ?? bestNamed(columns, free, 'classes');
  const flags = [...free].filter((at) => isFlags(columns[at] as Column));
  // Yes and no may also stand beside a class, such as whether it was checked.
  if (flags.length > 1 && (named === null || flags.includes(named))) {
    for (const at of flags) take(at, { role: 'one-hot' });
    return roles;
  }
  if (named !== null) {
    take(named, classRole(columns[named] as Column));
    return roles;
  }
  const repeated = file === null ? null : classByContents(columns, free);
  if (repeated !== null) take(repeated, classRole(columns[repeated] as Column));
  return roles;
}

/** Roles that a user has given, with the separators found out. Further columns are ignored. */
export function rolesAsGiven(
  given: readonly ColumnRole[],
  names: readonly string[],
  sampleRows: readonly (readonly string[])[],
): ColumnReading[] {
  return columnsOf(names, sampleRows).map(({ values }, at) => {
    const role = given[at] ?? 'ignore';
    return role === 'classes' || role === 'tags' ? { role, separator: separatorOf(values, true) ?? ';' } : { role };
  });
}

/**
 * Whether the guessed roles leave little doubt that the sheet is about pictures: the file column holds names of pictures or is called so,
 * or it may be one by its name and another column is called a class.
 */
export function isAboutPictures(names: readonly string[], sampleRows: readonly (readonly string[])[]): boolean {
  const roles = guessRoles(names, sampleRows);
  const columns = columnsOf(names, sampleRows);
  const file = columns[roles.findIndex(({ role }) => role === 'file')];
  if (file === undefined) return false;
  if (holdsPictureNames(file) || file.named?.role === 'file') return true;
  const saysClass = roles.some(({ role }, at) => (role === 'class' || role === 'classes') && columns[at]?.named !== null);
  return isDoubtfulFileName(file.name) && saysClass;
}

const columnsOf = (names: readonly string[], rows: readonly (readonly string[])[]): Column[] =>
  names.map((name, at) => {
    const values = rows.map((row) => valueIn(row[at])).filter((value) => value !== null);
    return { name, values, distinct: new Set(values).size, named: roleByName(name) };
  });

const holdsPictureNames = ({ values }: Column): boolean =>
  values.length > 0 && values.filter(isPictureName).length >= values.length * (1 - mostOthers);

/** The column that names the pictures; null if none does. */
function fileColumn(columns: readonly Column[], rows: number): number | null {
  const score = (column: Column): number => {
    const likely = holdsPictureNames(column) ? 8 : 0;
    const called = column.named?.role === 'file' ? 4 : 0;
    const doubtful = isDoubtfulFileName(column.name) && column.distinct === column.values.length && rows > 0 ? 2 : 0;
    // Paths tell more than names.
    const path = likely > 0 && column.values.some((value) => value.includes('/')) ? 1 : 0;
    const other = /mask|segment|thumb|url/i.test(column.name) ? 5 : 0;
    return likely + called + doubtful + path - other;
  };
  const best = columns.reduce((most, column, at) => (score(column) > score(columns[most] as Column) ? at : most), 0);
  const found = columns[best];
  if (found !== undefined && score(found) > 0) return best;
  // Without a name that tells, a column in which no value comes twice beside one in which some do.
  const distinct = columns.findIndex(({ values, distinct: different }) => values.length > 1 && different === values.length);
  const hasRepeated = columns.some(({ values, distinct: different }) => different > 0 && different < values.length);
  return columns.length === 2 && distinct >= 0 && hasRepeated ? distinct : null;
}

/** The free column with the likeliest name for a role whose cells do not speak against it. */
function bestNamed(columns: readonly Column[], free: ReadonlySet<number>, role: NamedColumn['role']): number | null {
  const fitting = [...free].filter((at) => {
    const { named, values } = columns[at] as Column;
    return named?.role === role && fits(values, role);
  });
  const [best] = fitting.toSorted((a, b) => (columns[a]?.named?.rank ?? 0) - (columns[b]?.named?.rank ?? 0));
  return best ?? null;
}

/** Whether at least half of the cells can be what the name of the column says. */
function fits(values: readonly string[], role: NamedColumn['role']): boolean {
  const half = values.length / 2;
  if (role === 'split') return values.filter((value) => partIn(value) !== null).length >= half;
  // Any order of day and month will do here, and a workbook may hold day numbers.
  if (role === 'date') {
    const isDate = (value: string, order: DayOrder): boolean => dateIn(value, { order, dayZero: 0 }) !== null;
    return values.filter((value) => isDate(value, 'day-first') || isDate(value, 'month-first')).length >= half;
  }
  return values.length > 0;
}

function classRole(column: Column): ColumnReading {
  const isPlural = column.named?.role === 'classes';
  const separator = separatorOf(column.values, isPlural);
  return separator === null ? { role: 'class' } : { role: 'classes', separator };
}

/**
 * The sign between several values in a cell; null if there seems to be one value in each. A sign counts if the parts occur again, on their
 * own or in other cells; a comma also occurs within names, so most of its parts must occur on their own.
 * @param isPlural whether the name of the column says that there are several
 */
function separatorOf(values: readonly string[], isPlural: boolean): Separator | null {
  if (values.length > 0 && values.every((value) => isList(value))) return 'list';
  const whole = new Set(values);
  for (const separator of separators) {
    const divided = [...whole].filter((value) => value.includes(separator));
    if (divided.length === 0) continue;
    if (isPlural) return separator;
    const parts = new Set(divided.flatMap((value) => valuesIn(value, separator)));
    const alone = [...parts].filter((part) => whole.has(part)).length;
    if (alone >= parts.size / 2) return separator;
    const all = divided.flatMap((value) => valuesIn(value, separator)).length;
    if (separator !== ',' && parts.size < all) return separator;
  }
  return null;
}

/**
 * Whether a column says yes or no for a class: its name is that of a class, so none that says in general that classes follow. A species
 * may be called like a role, such as "animal".
 */
const isFlags = ({ name, values, named }: Column): boolean =>
  (named === null || (named.role === 'class' && !/class|label|categor|target|klasse|kategorie|clase|etiket|etiquet/i.test(name)))
  && values.length > 0
  && values.every((value) => flagIn(value) !== null);

/** The column whose values repeat most like those of a class: few different texts, neither numbers nor dates. */
function classByContents(columns: readonly Column[], free: ReadonlySet<number>): number | null {
  const isText = (value: string): boolean => numberIn(value) === null && dateIn(value, { order: 'day-first', dayZero: null }) === null;
  const candidates = [...free].filter((at) => {
    const { values, distinct, named } = columns[at] as Column;
    const repeats = distinct < values.length || columns.length === 2;
    return named === null && values.length > 0 && repeats && !values.some(isPictureName);
  });
  const texts = candidates.filter((at) => columns[at]?.values.every(isText));
  // Whole numbers are classes only where nothing else can be.
  const numbers = candidates.filter((at) => columns[at]?.values.every((value) => /^\d{1,4}$/.test(value)));
  const [best] = (texts.length > 0 ? texts : numbers).toSorted((a, b) => shareOf(columns[a]) - shareOf(columns[b]));
  return best ?? null;
}

const shareOf = (column: Column | undefined): number => (column === undefined ? 1 : column.distinct / Math.max(1, column.values.length));
