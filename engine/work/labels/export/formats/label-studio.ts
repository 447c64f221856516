import { LeftOut } from '../../../../domain/labels/label-export.ts';
import { isoTime, type LabelledSet, type LabelWriter, type SetImage } from '../labelled-set.ts';
import { jsonList } from './json-list.ts';

/**
 * Tasks of Label Studio (https://labelstud.io/guide/tasks) for its template of image classification: an `Image` named `image` with the value
 * `$image`, and `Choices` named `choice`. Everything else about an image is in the data of its task. The author is there too, because Label
 * Studio accepts only its own users in `completed_by`. `image` is a path; tasks with their pictures need the address of its storage.
 */
export const labelStudio: LabelWriter = (set) => ({
  images: set.images,
  left: new LeftOut(),
  files: [{ name: 'tasks.json', text: tasks(set) }],
});

function* tasks({ images }: LabelledSet): Iterable<string> {
  yield* jsonList(images.entries(), ([index, image]) => ({ id: index + 1, data: dataOf(image), annotations: annotationsOf(image) }));
  yield '\n';
}

const dataOf = ({ file, group, split, excluded, labelledBy, labelledAt, width, height, hash }: SetImage): object => ({
  image: file,
  ...(group === null ? {} : { group }),
  ...(split === null ? {} : { split }),
  ...(excluded ? { excluded } : {}),
  ...(labelledBy === null ? {} : { labelled_by: labelledBy }),
  ...(labelledAt === null ? {} : { labelled_at: isoTime(labelledAt) }),
  width,
  height,
  sha256: hash,
});

const annotationsOf = ({ class: label }: SetImage): object[] =>
  label === null ? [] : [{ result: [{ from_name: 'choice', to_name: 'image', type: 'choices', value: { choices: [label] } }] }];
