import { foldCase } from '../../../../domain/case-folding.ts';
import { LeftOut, unknownSite } from '../../../../domain/labels/label-export.ts';
import { csvHead, csvLine } from '../../../../files/csv.ts';
import { clockTime, filesOf, isoTime, type LabelledSet, type LabelWriter, type SetFile, type SetImage } from '../labelled-set.ts';

/** The standard asks for commas, and no byte order mark. */
const form = { separator: 'comma', bom: false } as const;
const address = 'https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.1';

/** All columns of the published tables, in their order. */
const columns = {
  deployments: [
    ...['deploymentID', 'locationID', 'locationName', 'latitude', 'longitude', 'coordinateUncertainty', 'deploymentStart', 'deploymentEnd'],
    ...['setupBy', 'cameraID', 'cameraModel', 'cameraDelay', 'cameraHeight', 'cameraDepth', 'cameraTilt', 'cameraHeading'],
    ...['detectionDistance', 'timestampIssues', 'baitUse', 'featureType', 'habitat', 'deploymentGroups', 'deploymentTags'],
    'deploymentComments',
  ],
  media: [
    ...['mediaID', 'deploymentID', 'captureMethod', 'timestamp', 'filePath', 'filePublic', 'fileName', 'fileMediatype', 'exifData'],
    ...['favorite', 'mediaComments'],
  ],
  observations: [
    ...['observationID', 'deploymentID', 'mediaID', 'eventID', 'eventStart', 'eventEnd', 'observationLevel', 'observationType'],
    ...['cameraSetupType', 'scientificName', 'count', 'lifeStage', 'sex', 'behavior', 'individualID', 'individualPositionRadius'],
    ...['individualPositionAngle', 'individualSpeed', 'bboxX', 'bboxY', 'bboxWidth', 'bboxHeight', 'classificationMethod', 'classifiedBy'],
    ...['classificationTimestamp', 'classificationProbability', 'observationTags', 'observationComments'],
  ],
} as const;
type Table = keyof typeof columns;

/** Names of classes that stand for something other than a species, as in the standard or as usual. */
const otherTypes: Readonly<Record<string, string>> = {
  blank: 'blank',
  empty: 'blank',
  human: 'human',
  person: 'human',
  vehicle: 'vehicle',
  unknown: 'unknown',
};

/**
 * Camtrap DP (https://camtrap-dp.tdwg.org), the exchange format of camera traps. A site is a deployment, a group an event, and a class a
 * species unless it is called `empty`, `human` or the like. A project knows no coordinates and not the time zone of a camera's clock, which
 * the standard requires: whoever publishes the data adds them.
 */
export const camtrapDp: LabelWriter = (set) => {
  const left = new LeftOut();
  left.add('no-place-or-time', set.images.length);
  return {
    images: set.images,
    left,
    files: [
      { name: 'datapackage.json', text: [`${JSON.stringify(dataPackage(set), null, 2)}\n`] },
      {
        name: 'deployments.csv',
        text: table('deployments', sitesOf(set), (site) => ({ deploymentID: site ?? unknownSite, locationName: site ?? '' })),
      },
      { name: 'media.csv', text: table('media', filesOf(set.images), mediumOf) },
      { name: 'observations.csv', text: table('observations', set.images, observationOf) },
    ],
  };
};

function* table<K extends Table, T>(
  name: K,
  rows: Iterable<T>,
  cellsOf: (row: T) => Partial<Record<(typeof columns)[K][number], string>>,
): Iterable<string> {
  yield csvHead(columns[name], form);
  for (const row of rows) {
    const cells: Readonly<Partial<Record<string, string>>> = cellsOf(row);
    yield csvLine(
      columns[name].map((column) => cells[column] ?? ''),
      form,
    );
  }
}

const sitesOf = ({ images }: LabelledSet): Set<string | null> => new Set(images.map(({ site }) => site));
const deploymentOf = ({ site }: SetImage): string => site ?? unknownSite;

const mediumOf = ({ file, hash, images: [first] }: SetFile): Partial<Record<(typeof columns.media)[number], string>> => ({
  mediaID: hash,
  deploymentID: deploymentOf(first),
  timestamp: clockTime(first),
  filePath: file,
  filePublic: 'false',
  fileName: file.slice(file.lastIndexOf('/') + 1),
  fileMediatype: `image/${first.format}`,
});

const typeOf = (label: string): string => otherTypes[foldCase(label)] ?? 'animal';

function observationOf(image: SetImage): Partial<Record<(typeof columns.observations)[number], string>> {
  const about = {
    observationID: image.hash,
    deploymentID: deploymentOf(image),
    mediaID: image.cut?.photograph.hash ?? image.hash,
    eventID: image.group ?? '',
    eventStart: clockTime(image),
    eventEnd: clockTime(image),
    observationLevel: 'media',
    observationTags: image.tags.join(' | '),
    ...boxOf(image),
  };
  if (image.class === null) return { ...about, observationType: 'unclassified' };
  const type = typeOf(image.class);
  return {
    ...about,
    observationType: type,
    scientificName: type === 'animal' ? image.class : '',
    classificationMethod: 'human',
    classifiedBy: image.labelledBy ?? '',
    classificationTimestamp: isoTime(image.labelledAt).replace(/\.\d+Z$/, 'Z'),
  };
}

/** The box in shares of its photograph. */
function boxOf({ cut }: SetImage): Partial<Record<(typeof columns.observations)[number], string>> {
  if (cut === null) return {};
  const { box, photograph } = cut;
  const share = (length: number, of: number): string => String(Math.round((1e4 * length) / of) / 1e4);
  return {
    bboxX: share(box.x, photograph.width),
    bboxY: share(box.y, photograph.height),
    bboxWidth: share(box.width, photograph.width),
    bboxHeight: share(box.height, photograph.height),
  };
}

function dataPackage({ project, software, at, classes, images, dataVersion }: LabelledSet): object {
  const people = [...new Set(images.flatMap(({ labelledBy }) => labelledBy ?? []))];
  return {
    profile: `${address}/camtrap-dp-profile.json`,
    name: project.id,
    title: project.name,
    version: String(dataVersion),
    created: isoTime(at),
    contributors: people.map((title) => ({ title, role: 'contributor' })),
    sources: [{ title: software }],
    project: { title: project.name, individualAnimals: false, observationLevel: ['media'] },
    taxonomic: classes.filter((name) => typeOf(name) === 'animal').map((scientificName) => ({ scientificName })),
    resources: (['deployments', 'media', 'observations'] as const).map((name) => ({
      name,
      path: `${name}.csv`,
      profile: 'tabular-data-resource',
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      schema: `${address}/${name}-table-schema.json`,
    })),
  };
}
