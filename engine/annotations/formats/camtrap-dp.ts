import { unknownSite } from '../../domain/labels/label-export.ts';
import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, objectOf, textOf } from '../reading/json-elements.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { isPictureName, numberIn, valueIn } from '../sheet/cells.ts';
import { dateIn } from '../sheet/dates.ts';
import { columnNamed, hasColumns } from '../sheet/named-columns.ts';
import { openSheet, startOfSheet } from '../sheet/rows.ts';
import type { ReadTally, StatedImage } from '../stated.ts';
import { EventsOfDeployment } from '../sheet/camtrap-events.ts';

type Table = 'deployments' | 'media' | 'observations';
type Tables = Readonly<Record<Table, string>>;
/** A picture of the media table. */
interface Medium {
  readonly file: string;
  readonly deployment: string;
  readonly takenAt: number | null;
  readonly group: string | null;
}
type Row = (name: string) => string | null;

const packageName = 'datapackage.json';
const usualTables: Tables = { deployments: 'deployments.csv', media: 'media.csv', observations: 'observations.csv' };

/**
 * Camtrap DP, a data package for camera traps: deployments, media and observations. Observations of a medium are joined by its id; those of
 * an event hold for the media of the deployment within its time that have no observations of their own. The class is the scientific name,
 * else "blank", "human" or "vehicle". Events (before version 1: sequences) are groups, locations sites. Videos, and what is observed beyond
 * the class and its box, are counted as lost.
 */
export const camtrapDp: AnnotationFormat = {
  id: 'camtrap-dp',
  title: 'Camtrap DP',
  description: 'https://camtrap-dp.tdwg.org/data/',
  carries: ['class', 'classes', 'boxes', 'group', 'site', 'date', 'tags', 'author'],

  async recognise(source) {
    const tables = await tablesOf(source);
    if (tables === null) return false;
    const [media, observations] = [await startOfSheet(source, tables.media), await startOfSheet(source, tables.observations)];
    return (
      media !== null
      && observations !== null
      && hasColumns(media, ['media id', 'deployment id'])
      && hasColumns(observations, ['observation id', 'deployment id', 'observation type'])
    );
  },

  async *read(source, tally) {
    const tables = await tablesOf(source);
    if (tables === null) throw new UnreadableAnnotations('missing-file', source.chosen ?? packageName);
    const sites = await readSites(source, tables.deployments, tally);
    const media = await readMedia(source, tables.media, tally);
    const events = new Map<string, EventsOfDeployment>();
    const observed = new Set<string>();
    for await (const row of rowsOf(source, tables.observations, tally)) {
      const medium = media.get(row('media id') ?? '');
      if (medium !== undefined) {
        observed.add(row('media id') ?? '');
        yield* statedOf(medium, row, tally);
      } else if (row('media id') !== null) tally.lose('no-file');
      else addEvent(events, row, tally);
    }
    for (const [id, { file, deployment, takenAt, group }] of media) {
      const event = events.get(deployment)?.at(group, takenAt) ?? { classes: [], group };
      const site = sites.get(deployment) ?? (['', unknownSite].includes(deployment) ? null : deployment);
      yield {
        file,
        ...(takenAt === null ? {} : { takenAt }),
        ...(site === null ? {} : { site }),
        ...(event.group === null ? {} : { group: event.group }),
        ...(observed.has(id) || event.classes.length === 0 ? {} : { classes: event.classes }),
      };
    }
    for (const one of events.values()) tally.lose('no-file', one.unused);
  },
};

/** The names of the three tables; null if the source has no observations and media. */
async function tablesOf(source: AnnotationSource): Promise<Tables | null> {
  const isChosen = source.chosen === null || [packageName, ...Object.values(usualTables)].includes(source.chosen);
  if (!isChosen) return null;
  const tables = (await source.has(packageName)) ? await namedTables(source) : usualTables;
  return (await source.has(tables.media)) && (await source.has(tables.observations)) ? tables : null;
}

/** The tables by the names that the package gives them. Addresses and paths that lead elsewhere are not followed. */
async function namedTables(source: AnnotationSource): Promise<Tables> {
  const found: Record<Table, string> = { ...usualTables };
  for (const entry of arrayOf(objectOf(await packageOf(source))?.resources)) {
    const { name, path } = objectOf(entry) ?? {};
    const table = (['deployments', 'media', 'observations'] as const).find((one) => one === name);
    const file = textOf(path);
    if (table !== undefined && file !== null && /^[^/\\:]+\.csv$/i.test(file)) found[table] = file;
  }
  return found;
}

/** Null if the package cannot be read, so that the usual names hold. */
async function packageOf(source: AnnotationSource): Promise<unknown> {
  try {
    return JSON.parse(await source.text(packageName)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnreadableAnnotations) return null;
    throw error;
  }
}

/** The rows of a table, whose cells are asked for by the plain names of columns. */
async function* rowsOf(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<Row> {
  const sheet = await openSheet(source, name);
  const known = new Map<string, number>();
  const columnOf = (column: string): number => {
    const at = known.get(column) ?? columnNamed(sheet.columns, [column]);
    known.set(column, at);
    return at;
  };
  for await (const cells of sheet.rows(tally)) yield (column) => valueIn(cells[columnOf(column)]);
}

async function readSites(source: AnnotationSource, name: string, tally: ReadTally): Promise<Map<string, string>> {
  const sites = new Map<string, string>();
  if (!(await source.has(name))) return sites;
  for await (const row of rowsOf(source, name, tally)) {
    const [id, site] = [row('deployment id'), row('location name') ?? row('location id')];
    if (id !== null && site !== null) sites.set(id, site);
  }
  return sites;
}

async function readMedia(source: AnnotationSource, name: string, tally: ReadTally): Promise<Map<string, Medium>> {
  const media = new Map<string, Medium>();
  for await (const row of rowsOf(source, name, tally)) {
    const [id, file] = [row('media id'), fileOf(row('file path'), row('file name'))];
    if (row('file mediatype')?.startsWith('video/')) tally.lose('video');
    else if (id === null || file === null) tally.lose('no-file');
    else
      media.set(id, {
        file,
        deployment: row('deployment id') ?? '',
        takenAt: takenAtOf(row('timestamp'), tally),
        group: row('event id') ?? row('sequence id'),
      });
  }
  return media;
}

/** Archives give an address that does not end in a name, and the name beside it. */
const fileOf = (path: string | null, name: string | null): string | null =>
  path !== null && (name === null || !/^[a-z]+:\/\//i.test(path) || isPictureName(path)) ? path : name;

function takenAtOf(cell: string | null, tally: ReadTally): number | null {
  const takenAt = cell === null ? null : dateIn(cell, { order: null, dayZero: null });
  if (cell !== null && takenAt === null) tally.lose('unclear-date');
  return takenAt;
}

const details = ['count', 'life stage', 'sex', 'behavior', 'individual id'];

/** The class of an observation; null if nobody knows it. */
function classOf(row: Row, tally: ReadTally): string | null {
  tally.lose('attribute', details.filter((column) => row(column) !== null).length);
  const name = row('scientific name') ?? row('vernacular name');
  const type = row('observation type');
  return name ?? (type !== null && ['blank', 'human', 'vehicle'].includes(type) ? type : null);
}

function* statedOf({ file }: Medium, row: Row, tally: ReadTally): Iterable<StatedImage> {
  const className = classOf(row, tally);
  const [group, by] = [row('event id') ?? row('sequence id'), row('classified by')];
  const tags = (row('observation tags') ?? '')
    .split('|')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const said = {
    file,
    ...(group === null ? {} : { group }),
    ...(by === null ? {} : { by }),
    ...(tags.length === 0 ? {} : { tags }),
  };
  const confidence = row('classification method') === 'machine' ? numberIn(row('classification probability') ?? '') : null;
  const corner = ['bbox x', 'bbox y', 'bbox width', 'bbox height'].map((column) => numberIn(row(column) ?? ''));
  const box = boxOfSize(corner, { className, unit: 'share', confidence });
  if (box !== null && hasArea(box)) return yield { ...said, boxes: [box] };
  if (box !== null) tally.lose('box-without-area');
  if (className === null) tally.lose('no-class');
  yield className === null ? said : { ...said, classes: [className] };
}

function addEvent(events: Map<string, EventsOfDeployment>, row: Row, tally: ReadTally): void {
  const deployment = row('deployment id') ?? '';
  const known = events.get(deployment) ?? new EventsOfDeployment();
  events.set(deployment, known);
  const className = classOf(row, tally);
  if (className === null) tally.lose('no-class');
  const [start, end] = ['event start', 'event end'].map((column) => takenAtOf(row(column), tally)) as [number | null, number | null];
  known.add({ id: row('event id') ?? row('sequence id'), start, end: end ?? start, className });
}
