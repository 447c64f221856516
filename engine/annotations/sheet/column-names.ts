import type { ColumnRole } from '../../domain/labels/column-roles.ts';
import { withoutMarks } from './cells.ts';

type NamedRole = Exclude<ColumnRole, 'one-hot' | 'ignore'>;

/**
 * Names of columns in English, German, French and Spanish, without accents, in small letters, the likeliest first. Where two columns of
 * a sheet are named for the same role, the one that comes first here has it.
 */
const names: Readonly<Record<NamedRole, readonly string[]>> = {
  file: [
    ...['filepath', 'file path', 'image path', 'imagepath', 'img path', 'relative path', 'path'],
    ...['filename', 'file name', 'image name', 'imagename', 'image file', 'image filename', 'img name', 'file', 'files'],
    ...['image', 'images', 'img', 'picture', 'picture name', 'photo', 'photo name', 'photograph', 'source file', 'jpg'],
    ...['dateipfad', 'pfad', 'dateiname', 'datei', 'bilddatei', 'bildname', 'bild', 'bilder', 'foto', 'fotoname'],
    ...['chemin', 'nom du fichier', 'nom de fichier', 'nom fichier', 'fichier', 'photographie', 'cliche'],
    ...['ruta', 'nombre de archivo', 'nombre del archivo', 'nombre archivo', 'archivo', 'fichero', 'imagen', 'fotografia'],
  ],
  class: [
    ...['class', 'class name', 'classname', 'class label', 'label', 'label name', 'labelname', 'category', 'category name'],
    ...['species', 'species name', 'scientific name', 'taxon', 'taxon name', 'common name', 'vernacular name', 'animal', 'plant'],
    ...['breed', 'variety', 'cultivar', 'diagnosis', 'disease', 'dx', 'target', 'annotation', 'genus'],
    ...['klasse', 'kategorie', 'art', 'artname', 'tierart', 'pflanzenart', 'sorte', 'rasse', 'diagnose', 'befund', 'etikett', 'gattung'],
    ...['classe', 'categorie', 'espece', 'nom d espece', 'nom scientifique', 'etiquette', 'variete', 'genre'],
    ...['clase', 'categoria', 'especie', 'nombre cientifico', 'etiqueta', 'variedad', 'diagnostico', 'genero'],
  ],
  classes: [
    ...['classes', 'labels', 'categories', 'class names', 'label names', 'annotations'],
    ...['klassen', 'kategorien', 'arten', 'etiquettes', 'especes', 'clases', 'etiquetas', 'especies', 'categorias'],
  ],
  group: [
    ...['group', 'group id', 'specimen', 'specimen id', 'patient', 'patient id', 'subject', 'subject id', 'lesion id', 'individual'],
    ...['individual id', 'burst', 'burst id', 'sequence', 'sequence id', 'seq id', 'event', 'event id', 'case id', 'capture id'],
    ...['gruppe', 'exemplar', 'beleg', 'individuum', 'probe', 'serie', 'fall'],
    ...['groupe', 'individu', 'sujet', 'evenement', 'grupo', 'ejemplar', 'individuo', 'paciente', 'evento', 'secuencia'],
  ],
  site: [
    ...['site', 'site id', 'site name', 'location', 'location id', 'location name', 'station', 'station id', 'camera', 'camera id'],
    ...['plot', 'plot id', 'field', 'field id', 'locality', 'deployment', 'deployment id', 'farm'],
    ...['standort', 'fundort', 'ort', 'kamera', 'parzelle', 'flache', 'feld', 'schlag'],
    ...['lieu', 'localite', 'parcelle', 'placette', 'sitio', 'lugar', 'localidad', 'ubicacion', 'estacion', 'camara', 'parcela'],
  ],
  date: [
    ...['datetime', 'date time', 'date taken', 'taken at', 'taken on', 'timestamp', 'datetimeoriginal', 'date time original'],
    ...['captured at', 'capture date', 'event date', 'observed on', 'date'],
    ...['aufnahmezeit', 'aufnahmedatum', 'zeitpunkt', 'zeitstempel', 'datum'],
    ...['horodatage', 'date de prise', 'date de prise de vue', 'fecha y hora', 'fecha de captura', 'fecha'],
  ],
  split: [
    ...['split', 'set', 'subset', 'partition', 'part', 'fold', 'dataset', 'ml use', 'usage', 'phase'],
    ...['aufteilung', 'teilmenge', 'datensatz', 'jeu', 'ensemble', 'conjunto', 'particion', 'subconjunto'],
  ],
  tags: [
    ...['tags', 'tag', 'keywords', 'keyword', 'schlagworter', 'schlagwort', 'stichworter'],
    ...['mots cles', 'mot cle', 'palabras clave', 'palabra clave'],
  ],
  author: [
    ...['annotator', 'annotated by', 'labeller', 'labeler', 'labelled by', 'labeled by', 'identified by', 'classified by', 'author'],
    ...['observer', 'user', 'user name', 'username', 'rater', 'bearbeiter', 'bestimmer', 'beobachter', 'autor'],
    ...['auteur', 'annotateur', 'observateur', 'determine par', 'anotador', 'observador', 'usuario'],
  ],
};

/** Names that a column of file names may have, but that many other columns have too. */
const doubtfulFileNames = [
  'id',
  'image id',
  'imageid',
  'img id',
  'photo id',
  'picture id',
  'bild id',
  'uuid',
  'key',
  'name',
  'nom',
  'nombre',
];

export interface NamedColumn {
  readonly role: NamedRole;
  /** The lower, the likelier. */
  readonly rank: number;
}

const byName = new Map<string, NamedColumn>(
  Object.entries(names).flatMap(([role, list]) => list.map((name, rank) => [name, { role: role as NamedRole, rank }] as const)),
);

/** The role that a column has by its name; null if it has none. */
export const roleByName = (column: string): NamedColumn | null => byName.get(plainName(column)) ?? null;

export const isDoubtfulFileName = (column: string): boolean => doubtfulFileNames.includes(plainName(column));

/** A name in small letters without accents, its words set apart by spaces: `RelativePath` and `relative_path` become `relative path`. */
export const plainName = (column: string): string =>
  withoutMarks(column)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Names for columns of a sheet without a header, as spreadsheets show them: A to Z, AA and so on. */
export function letterName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letterName(Math.floor(column / 26) - 1) + last;
}
