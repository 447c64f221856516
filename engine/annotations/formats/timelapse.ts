import type { AnnotationFormat } from '../format.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { isVideoName, valueIn } from '../sheet/cells.ts';
import { guessRoles } from '../sheet/columns.ts';
import { columnNamed, hasColumns, sheetsThatAre, someSheetIs } from '../sheet/named-columns.ts';
import type { Sheet } from '../sheet/rows.ts';
import { statementsOf } from '../sheet/statements.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

const isTimelapse = (sheet: Sheet): boolean => hasColumns(sheet, ['file', 'relative path']);

/**
 * Tables of the Timelapse image analyser for camera traps. The columns for what people enter are named by each template, so the one of the
 * class, site and sequence are guessed by their names; other entries are not carried. Videos are counted, and pictures marked for deletion
 * are left out and counted.
 */
export const timelapse: AnnotationFormat = {
  id: 'timelapse',
  title: 'Timelapse',
  description: 'https://timelapse.ucalgary.ca/guides/',
  carries: ['class', 'classes', 'group', 'site', 'date', 'tags', 'author'],

  recognise(source) {
    return someSheetIs(source, isTimelapse);
  },

  async *read(source, tally) {
    for await (const sheet of sheetsThatAre(source, isTimelapse)) {
      if (!isTimelapse(sheet)) throw new UnreadableAnnotations('wrong-structure', sheet.name);
      yield* readSheet(sheet, tally);
    }
  },
};

function readSheet(sheet: Sheet, tally: ReadTally): AsyncIterable<StatedImage> {
  const at = (...names: string[]): number => columnNamed(sheet.columns, names);
  const [file, folder, deleted] = [at('file'), at('relative path'), at('delete flag')];
  const roles = guessRoles(sheet.columns, sheet.sample);
  return statementsOf(
    sheet,
    {
      roles,
      part: null,
      fileOf: (row) => {
        const name = valueIn(row[file]);
        // Timelapse runs on Windows and writes its paths with backslashes.
        return name && [...(row[folder] ?? '').split(/[\\/]/), name].filter((one) => one !== '' && one !== '.').join('/');
      },
      lossOf: (row) => {
        if (isVideoName(row[file] ?? '')) return 'video';
        return /^true$/i.test(row[deleted] ?? '') ? 'skipped-by-annotator' : null;
      },
    },
    tally,
  );
}
