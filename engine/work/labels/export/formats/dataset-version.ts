import { createHash } from 'node:crypto';
import { LeftOut } from '../../../../domain/labels/label-export.ts';
import type { LabelledSet, LabelWriter, SetImage } from '../labelled-set.ts';

/**
 * What a dataset consists of, so that two people can check that they have the same: a line per image, sorted by the hash of its content,
 * and the SHA-256 of all these lines, each ended by a line feed and without the comma that follows it. Names of files, of the project and of
 * people and the number of the version are no part of it, because they may differ for the same data.
 */
export const datasetVersion: LabelWriter = (set) => ({
  images: set.images,
  left: new LeftOut(),
  files: [{ name: 'dataset.json', text: document(set) }],
});

function* document({ project, dataVersion, images }: LabelledSet): Iterable<string> {
  yield `{"format":"graft-dataset-version","project":${JSON.stringify(project.name)},"datasetVersion":${dataVersion},"images":[\n`;
  const whole = createHash('sha256');
  let comma = '';
  for (const image of images.toSorted(byHash)) {
    const line = lineOf(image);
    whole.update(`${line}\n`);
    yield `${comma}${line}`;
    comma = ',\n';
  }
  yield `\n],"sha256":"${whole.digest('hex')}"}\n`;
}

const byHash = (a: SetImage, b: SetImage): number => (a.hash < b.hash ? -1 : Number(a.hash > b.hash));

const lineOf = ({ hash, class: label, split, group, excluded }: SetImage): string =>
  JSON.stringify({ hash, class: label, split, group, excluded });
