import type { AnnotationFormat } from '../format.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { boxColumnsOf, readBoxRows } from '../sheet/box-rows.ts';
import { sheetsThatAre, someSheetIs } from '../sheet/named-columns.ts';
import type { Sheet } from '../sheet/rows.ts';

/** VoTT's CSV export: a row per box, in pixels. VoTT writes no pictures without boxes and no polygons. */
export const vottCsv: AnnotationFormat = {
  id: 'vott-csv',
  title: 'VoTT CSV',
  description: 'https://github.com/microsoft/VoTT#exporting-labels',
  carries: ['class', 'boxes', 'split'],

  recognise(source) {
    return someSheetIs(source, isVott);
  },

  async *read(source, tally) {
    for await (const sheet of sheetsThatAre(source, isVott)) {
      const columns = boxColumnsOf(sheet);
      if (columns === null) throw new UnreadableAnnotations('wrong-structure', sheet.name);
      yield* readBoxRows(sheet, columns, tally);
    }
  },
};

const isVott = ({ delimiter, columns }: Sheet): boolean => delimiter === ',' && columns.join() === 'image,xmin,ymin,xmax,ymax,label';
