import { csvFileName, csvHead, csvLine } from '../../../../files/csv.ts';
import type { TableForm } from '../../../../domain/table-form.ts';
import { LeftOut } from '../../../../domain/labels/label-export.ts';
import { isoTime, type LabelledSet, type LabelWriter } from '../labelled-set.ts';

const columns = ['file', 'class', 'group', 'split', 'excluded', 'labelled_by', 'labelled_at', 'width', 'height', 'hash'];

/** A table with a row for every image, labelled or not. `hash` is the SHA-256 of the file. */
export const csvSheet: LabelWriter = (set, table) => ({
  images: set.images,
  left: new LeftOut(),
  files: [{ name: 'labels.csv', text: rows(set, table) }],
});

function* rows({ images }: LabelledSet, table: TableForm): Iterable<string> {
  yield csvHead(columns, table);
  for (const { file, class: label, group, split, excluded, labelledBy, labelledAt, width, height, hash } of images)
    yield csvLine(
      [
        csvFileName(file),
        label ?? '',
        group ?? '',
        split ?? '',
        excluded ? 'true' : 'false',
        labelledBy ?? '',
        isoTime(labelledAt),
        width,
        height,
        hash,
      ],
      table,
    );
}
