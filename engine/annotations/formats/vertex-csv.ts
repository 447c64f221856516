import type { AnnotationFormat } from '../format.ts';
import { boxOfCorners, hasArea } from '../reading/boxes.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { numberIn, partIn, valueIn } from '../sheet/cells.ts';
import { sheetsThatAre, someSheetIs } from '../sheet/named-columns.ts';
import type { Sheet } from '../sheet/rows.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * Vertex AI's import files (before: AutoML Vision), without a header: perhaps the use (training, validation or test), the address of the
 * picture in Google Cloud Storage, then its labels, or one label and the corners of a box as shares. A box is given by two or four corners.
 */
export const vertexCsv: AnnotationFormat = {
  id: 'vertex-csv',
  title: 'Vertex AI CSV',
  description: 'https://cloud.google.com/vertex-ai/docs/image-data/object-detection/prepare-data#csv',
  carries: ['class', 'classes', 'boxes', 'split'],

  recognise(source) {
    return someSheetIs(source, isVertex);
  },

  async *read(source, tally) {
    for await (const sheet of sheetsThatAre(source, isVertex)) {
      if (!isVertex(sheet)) throw new UnreadableAnnotations('wrong-structure', sheet.name);
      for await (const row of sheet.rows(tally)) yield* statedOf(row, tally);
    }
  },
};

const isAddress = (cell: string | undefined): boolean => cell?.startsWith('gs://') ?? false;
const isVertex = ({ hasHeader, sample: [first = [], ..._others] }: Sheet): boolean =>
  !hasHeader && (isAddress(first[0]) || isAddress(first[1]));

function* statedOf(row: readonly string[], tally: ReadTally): Iterable<StatedImage> {
  const at = row.slice(0, 2).findIndex(isAddress);
  const file = valueIn(row[at]);
  if (file === null) return tally.lose('no-file');
  const part = at === 1 ? partIn(row[0] ?? '') : null;
  const said = { file, ...(part === null ? {} : { part }) };
  const [label = '', ...rest] = row.slice(at + 1);
  const numbers = rest.slice(0, 8).map((cell) => numberIn(cell));
  if (rest.length >= 8 && numbers.some((number) => number !== null)) {
    const [xs, ys] = [0, 1].map((first) => numbers.filter((number, place) => place % 2 === first && number !== null)) as [
      number[],
      number[],
    ];
    const box = boxOfCorners([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], {
      className: valueIn(label),
      unit: 'share',
      confidence: null,
    });
    if (box !== null && hasArea(box)) return yield { ...said, boxes: [box] };
    tally.lose('box-without-area');
    return yield said;
  }
  const classes = [label, ...rest].filter((cell) => cell !== '');
  if (classes.length === 0) tally.lose('no-class');
  yield classes.length === 0 ? said : { ...said, classes };
}
