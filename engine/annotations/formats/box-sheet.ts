import type { AnnotationFormat } from '../format.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { boxColumnsOf, readBoxRows } from '../sheet/box-rows.ts';
import { sheetsThatAre, someSheetIs } from '../sheet/named-columns.ts';

/**
 * Tables with a row per box: a picture, its box and a class, as keras-retinanet, DeepForest, TensorFlow and Roboflow write them. Boxes are
 * two corners, a corner and a size, or a centre and a size, in pixels or shares. Other columns are not carried.
 */
export const boxSheet: AnnotationFormat = {
  id: 'box-sheet',
  title: 'CSV (boxes)',
  description: 'https://github.com/fizyr/keras-retinanet#csv-datasets',
  carries: ['class', 'boxes', 'split'],

  recognise(source) {
    return someSheetIs(source, (sheet) => boxColumnsOf(sheet) !== null);
  },

  async *read(source, tally) {
    for await (const sheet of sheetsThatAre(source, (one) => boxColumnsOf(one) !== null)) {
      const columns = boxColumnsOf(sheet);
      if (columns === null) throw new UnreadableAnnotations('wrong-structure', sheet.name);
      yield* readBoxRows(sheet, columns, tally);
    }
  },
};
