/**
 * What becomes of the labels in annotation files of other programs: every folder of the shared annotations, read as an import of that folder
 * would read it. Each label is used, or counted with the reason why it is not. Seconds.
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { labelPictures } from '../../engine/annotations/label-pictures.ts';
import { formatOf, gatherAnnotations } from '../../engine/annotations/read-annotations.ts';
import { AnnotationSource } from '../../engine/annotations/reading/annotation-source.ts';
import { picturesBelow } from '../../engine/work/images/import-list.ts';
import { table } from '../support/benches/bench.ts';
import { sharedPath } from '../support/shared.ts';

const root = sharedPath('data', 'annotations');
const cells = sharedPath('data', 'cells');

async function row(folder: string, name: string): Promise<string[]> {
  const source = await AnnotationSource.open(folder);
  const format = await formatOf(source);
  const pictures = await picturesBelow([folder], new AbortController().signal);
  if (format === null) return [name, 'none', String(pictures.length), '', '', ''];
  const {
    labels,
    pictures: labelled,
    left,
    named,
  } = labelPictures(await gatherAnnotations(source, format), pictures, { boxes: 'agree', together: 'group' });
  const used = labelled.reduce((sum, one) => sum + one.labels, 0);
  const why = left.map(({ reason, count }) => `${reason} ${count}`).join(', ');
  const counted = used + left.reduce((sum, { count }) => sum + count, 0);
  if (counted !== labels) throw new Error(`${name}: ${labels} labels, ${counted} counted`);
  return [
    name,
    format.title,
    String(pictures.length),
    `${named.found} of ${named.found + named.missing + named.ambiguous}`,
    `${used} of ${labels}`,
    why,
  ];
}

if (root === null || cells === null) throw new Error('../shared/data is missing');
const groups = readdirSync(root).filter((name) => name !== 'LICENSES' && name !== 'folders' && name !== 'masks');
const folders = groups.flatMap((group) => {
  const inside = readdirSync(join(root, group)).filter((name) => statSync(join(root, group, name)).isDirectory());
  return inside.length === 0 ? [join(root, group)] : inside.map((name) => join(root, group, name));
});
const rows: string[][] = [];
for (const folder of [...folders, cells])
  rows.push(
    await row(folder, folder === cells ? 'cells' : `${basename(join(folder, '..'))}/${basename(folder)}`.replace('annotations/', '')),
  );
table(
  'Annotation files of other programs',
  ['folder', 'format', 'images', 'named and found', 'labels used', 'labels not used, by reason'],
  rows,
);
