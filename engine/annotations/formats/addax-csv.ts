import type { AnnotationFormat } from '../format.ts';
import { boxOfCorners, hasArea } from '../reading/boxes.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { numberIn, valueIn } from '../sheet/cells.ts';
import { dateIn, type DateForm } from '../sheet/dates.ts';
import { columnNamed, hasColumns, sheetsThatAre, someSheetIs } from '../sheet/named-columns.ts';
import type { Sheet } from '../sheet/rows.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

const isDetections = (sheet: Sheet): boolean => hasColumns(sheet, ['relative path', 'data type', 'label', 'bbox left', 'bbox bottom']);
const isFiles = (sheet: Sheet): boolean => hasColumns(sheet, ['relative path', 'data type', 'n detections']);
const isAddax = (sheet: Sheet): boolean => isDetections(sheet) || isFiles(sheet);

/** AddaxAI writes 18/01/24 08:39:51 for the 18th of January. */
const dateForm: DateForm = { order: 'day-first', dayZero: null, shortYears: true };

/**
 * AddaxAI's (before: EcoAssist's) tables for camera traps: `results_detections.csv` with a row per box in pixels, and `results_files.csv`
 * with a row per file, of which pictures without detections and dates are carried. Videos are counted as lost.
 */
export const addaxCsv: AnnotationFormat = {
  id: 'addax-csv',
  title: 'AddaxAI CSV',
  description: 'https://github.com/PetervanLunteren/AddaxAI',
  carries: ['class', 'boxes', 'date'],

  recognise(source) {
    return someSheetIs(source, isAddax);
  },

  async *read(source, tally) {
    for await (const sheet of sheetsThatAre(source, isAddax)) {
      if (!isAddax(sheet)) throw new UnreadableAnnotations('wrong-structure', sheet.name);
      yield* readSheet(sheet, tally);
    }
  },
};

async function* readSheet(sheet: Sheet, tally: ReadTally): AsyncIterable<StatedImage> {
  const at = (...names: string[]): number => columnNamed(sheet.columns, names);
  const [path, kind, label, confidence] = [at('relative path'), at('data type'), at('label'), at('confidence')];
  const date = at('date time original', 'datetime original', 'date time');
  const corners = ['bbox left', 'bbox top', 'bbox right', 'bbox bottom'].map((name) => at(name));
  for await (const row of sheet.rows(tally)) {
    const file = valueIn(row[path])?.replaceAll('\\', '/') ?? null;
    if (file === null || row[kind] === 'video') {
      tally.lose(file === null ? 'no-file' : 'video');
      continue;
    }
    const when = valueIn(row[date]);
    const takenAt = when === null ? null : dateIn(when, dateForm);
    if (when !== null && takenAt === null) tally.lose('unclear-date');
    const said = { file, ...(takenAt === null ? {} : { takenAt }) };
    const facts = { className: valueIn(row[label]), unit: 'pixel', confidence: numberIn(row[confidence]) } as const;
    const box = boxOfCorners(
      corners.map((column) => numberIn(row[column])),
      facts,
    );
    if (isFiles(sheet)) yield said;
    else if (box !== null && hasArea(box)) yield { ...said, boxes: [box] };
    else {
      tally.lose('box-without-area');
      yield said;
    }
  }
}
