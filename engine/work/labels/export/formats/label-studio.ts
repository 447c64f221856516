import { LeftOut } from '../../../../domain/labels/label-export.ts';
import { clockTime, filesOf, isoTime, type LabelledSet, type LabelWriter, type SetFile, type SetImage } from '../labelled-set.ts';
import { jsonList } from './json-list.ts';

/**
 * Tasks of Label Studio (https://labelstud.io/guide/tasks) for its template of image classification: an `Image` named `image` with the value
 * `$image`, and `Choices` named `choice`. Images cut out of a photograph are rectangles of its task, for `RectangleLabels` named `label`. Everything else about an image is in the data of its task. The author is there too, because Label
 * Studio accepts only its own users in `completed_by`. `image` is a path; tasks with their pictures need the address of its storage.
 */
export const labelStudio: LabelWriter = (set) => ({
  images: set.images,
  left: new LeftOut(),
  files: [{ name: 'tasks.json', text: tasks(set) }],
});

function* tasks({ images }: LabelledSet): Iterable<string> {
  yield* jsonList(filesOf(images).entries(), ([index, file]) => ({ id: index + 1, data: dataOf(file), annotations: annotationsOf(file) }));
  yield '\n';
}

const dataOf = ({
  file,
  width,
  height,
  hash,
  images: [{ group, split, site, takenAt, tags, excluded, labelledBy, labelledAt }],
}: SetFile): object => ({
  image: file,
  ...(group === null ? {} : { group }),
  ...(split === null ? {} : { split }),
  ...(site === null ? {} : { site }),
  ...(takenAt === null ? {} : { taken_at: clockTime({ takenAt }) }),
  ...(tags.length === 0 ? {} : { tags }),
  ...(excluded ? { excluded } : {}),
  ...(labelledBy === null ? {} : { labelled_by: labelledBy }),
  ...(labelledAt === null ? {} : { labelled_at: isoTime(labelledAt) }),
  width,
  height,
  sha256: hash,
});

function annotationsOf(file: SetFile): object[] {
  const result = file.images.flatMap((image) => resultOf(file, image) ?? []);
  return result.length === 0 ? [] : [{ result }];
}

/** The class of a whole picture, or a rectangle in percent of its photograph; null without a class. */
function resultOf({ width, height }: SetFile, { class: label, cut }: SetImage): object | null {
  if (label === null) return null;
  if (cut === null) return { from_name: 'choice', to_name: 'image', type: 'choices', value: { choices: [label] } };
  const { box } = cut;
  return {
    from_name: 'label',
    to_name: 'image',
    type: 'rectanglelabels',
    original_width: width,
    original_height: height,
    value: {
      x: (100 * box.x) / width,
      y: (100 * box.y) / height,
      width: (100 * box.width) / width,
      height: (100 * box.height) / height,
      rotation: 0,
      rectanglelabels: [label],
    },
  };
}
