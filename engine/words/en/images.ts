import type { ImageDetail, ImageFilter, ImportReport, Output, Split, WindowsSeen } from '../../contract/index.ts';
import type { PictureWindow } from '../../domain/models/picture-window.ts';
import { readingFrom } from '../../domain/models/reading.ts';
import { readings } from './readings.ts';
import { count, countImages, formatClockTime, formatDuration, formatMonth, formatNumber, percent, sample } from './figures.ts';

type Histogram = NonNullable<Output<'images.histogram'>['histogram']>;

const splits: Readonly<Record<Split, string>> = { train: 'Training', validation: 'Validation', test: 'Test' };

/** The Images screen. */
export const images = {
  title: 'Images',
  grid: 'Images',
  loading: 'Loading images …',
  total: (shown: number, all: number) => (shown === all ? countImages(all) : `${formatNumber(shown)} of ${countImages(all)}`),
  import: 'Import images',
  labelFiles: 'Import or export labels',
  looks: 'How files are shown: brightness, pages and channels',
  lastReport: 'Last import',
  order: {
    title: 'Sort by',
    added: 'Date added',
    name: 'Name',
    taken: 'Capture time',
    size: 'Size',
    certainty: 'Least certain',
  },
  search: 'Find by file name',
  clearFilters: 'Show all images',
  filters: {
    title: 'Filters',
    all: 'All images',
    unlabelled: 'Unlabelled',
    justAdded: 'Just added',
    alike: 'In common',
    views: {
      title: 'Views',
      keep: 'Name this view',
      name: 'Name of this view',
      hint: 'Keeps these filters, the search and the order.',
      save: 'Save',
      remove: (name: string) => `Remove view ${name}`,
    },
    similar: 'Similar',
    like: {
      group: (name: string) => `Group ${name}`,
      site: (name: string) => `Site ${name}`,
      camera: (name: string) => `Camera ${name}`,
      tag: (name: string) => `Tag ${name}`,
    },
    excluded: 'Excluded',
    removed: 'Removed',
    classes: 'Classes',
    tags: 'Tags',
    split: 'Used for',
    splits,
    splitUndecided: 'Assigned when you train.',
    attention: 'Needs attention',
    conflicts: 'Conflicts',
    missing: 'File missing',
    refused: 'Rejected files',
    none: 'Nothing needs attention.',
    more: 'More filters',
    loading: 'Counting images …',
    facets: {
      finding: 'Found in review',
      labelledBy: 'Labels from',
      taken: 'Taken',
      side: 'Shorter side',
      certainty: 'Certainty in review',
    },
    labelledBy: { user: 'Manual labelling', folder: 'Folder names', file: 'Annotation files' } satisfies Record<
      NonNullable<ImageFilter['labelledBy']>,
      string
    >,
    takenIn: (text: string) => {
      const [year = 0, month] = text.split('-').map(Number);
      return month === undefined ? String(year) : formatMonth(year, month);
    },
    certainty: (from: number, below: number | undefined) =>
      from === 0
        ? `Under ${formatNumber(below ?? 100)}%`
        : below === undefined
          ? `${formatNumber(from)}% or more`
          : `${formatNumber(from)} to ${formatNumber(below)}%`,
    side: ({ least, below }: { least: number; below: number }) =>
      below === Number.MAX_SAFE_INTEGER
        ? `${formatNumber(least)} pixels or more`
        : least <= 1
          ? `Under ${formatNumber(below)} pixels`
          : `${formatNumber(least)} to ${formatNumber(below - 1)} pixels`,
  },
  empty: {
    title: 'Import your images',
    text: 'Drop a folder here, or choose one. If its subfolders are named after classes, the images are labelled accordingly.',
    formats: 'JPEG, PNG, WebP, GIF, BMP, AVIF and TIFF, including TIFF with more than 8 bits or extra bands',
  },
  findFiles: {
    open: 'Find the folder …',
    title: 'Find missing files',
    about: 'If the images were moved or renamed, choose the folder where they are now. Graft recognizes them by their content.',
    missing: (images: number) => `${countImages(images)} without a file. Labels are kept.`,
    folder: 'Folder',
    choose: 'Choose the folder to look in',
    start: 'Look for files',
    outcome: 'Missing files',
    nothing: 'No image has lost its file.',
    found: (found: number, wanted: number) =>
      found === wanted
        ? wanted === 1
          ? 'The image has its file again.'
          : `All ${countImages(wanted)} have their files again.`
        : `${formatNumber(found)} of ${countImages(wanted)} ${found === 1 ? 'has its file' : 'have their files'} again.`,
    looked: (files: number) => `${count(files, 'image file', 'image files')} in this folder and its subfolders.`,
    differing: (names: number) =>
      `${count(names, 'file has', 'files have')} the name of a missing image but different content, so ${names === 1 ? 'it was' : 'they were'} not used. To use ${names === 1 ? 'it' : 'them'}, import ${names === 1 ? 'it' : 'them'} as new images.`,
    elsewhere: 'Look in another folder',
    stopped: 'Stopped. Files found so far are kept.',
    done: 'Done',
  },
  nothingFits: { title: 'No images match these filters', text: 'Change or clear the filters to see more.' },
  drop: { title: 'Drop to import', text: 'Images and folders with their subfolders, or one file with labels.' },
  nextLabel: (unlabelled: number) => `${countImages(unlabelled)} without a label.`,
  nextLabelButton: 'Label images',
  nextClasses: 'No classes yet. Add the classes you want to tell apart, then label.',
  nextReview: 'No review has predicted labels yet: sorted by date added.',
  nextReviewButton: 'Review',
  nextTrain: 'You have enough labels for a first model.',
  nextTrainButton: 'Train',

  importDialog: {
    title: 'Import images',
    from: 'From',
    choose: 'Choose a folder',
    change: 'Choose another folder',
    chooseThis: 'Import this folder',
    dropped: (files: number) => `${count(files, 'dropped file', 'dropped files')}`,
    reading: 'Reading dropped files …',
    labels: 'Labels',
    fromFolders: 'Use folder names as labels',
    fromFoldersHint: 'For images sorted into folders such as healthy/ and rust/.',
    classLevel: 'Which folder level holds the classes?',
    level: (folders: readonly string[], more: number) => `${folders.join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`,
    levelHint: { date: 'These look like dates.', name: '', split: '' },
    levelAt: (level: number, levels: number) => `Folder level ${formatNumber(level)} of ${formatNumber(levels)}.`,
    lessDeep: 'Images higher up get the name of the folder they are in.',
    readingFolders: 'Reading folders …',
    oneLevel: (folders: readonly string[], more: number) =>
      `Classes: ${folders.join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}.`,
    noFolders: 'There are no subfolders, so the images are imported without labels.',
    onlySplit: 'The subfolders define a split but no classes, so the images are imported without labels.',
    split: 'These folders contain a split',
    keepSplit: (parts: readonly string[]) => `Keep this split: ${parts.join(', ')}`,
    keepSplitHint:
      'Models are scored on the images held out here. If there is no validation set, a quarter of the training images is used as one.',
    newSplit: 'Create a new split when training',
    newSplitHint: 'All images are pooled. Choose this if the split does not matter to you.',
    fromFile: 'Use an annotation file or a sheet',
    fromFileHint: 'COCO, Pascal VOC, YOLO, Label Studio, CSV, Excel and others.',
    noLabels: 'Import without labels',
    noLabelsHint: 'You can label them later.',
    keep: 'Files',
    inPlace: 'Leave the files where they are',
    inPlaceHint:
      'Saves space. If you move the files later, import them again from the new location: Graft recognizes them by their content.',
    copy: 'Copy the files into the project',
    copyHint: 'You can move the project to another computer as one folder.',
    uploadHint: 'Dropped files are copied into the project.',
    promise: 'Graft never changes your files. A file that cannot be read does not stop the import.',
    start: 'Import',
    uploading: (done: number, total: number) => `Copying ${formatNumber(done)} of ${countImages(total)}`,
  },
  running: { label: 'Import', stop: 'Stop', stopping: 'Stopping', keepsWorking: 'You can keep working.' },
  ended: {
    stopped: 'The import was stopped. Images imported so far are kept.',
    elsewhere: ({ imported, refused, conflicts }: { imported: number; refused: readonly unknown[]; conflicts: readonly unknown[] }) =>
      [
        imported === 0 ? 'No new images were imported.' : `${countImages(imported)} imported.`,
        refused.length > 0 ? `${count(refused.length, 'file was', 'files were')} rejected.` : '',
        conflicts.length > 0 ? `${count(conflicts.length, 'image needs', 'images need')} your decision.` : '',
      ]
        .filter(Boolean)
        .join(' '),
  },

  report: {
    title: 'Import summary',
    headline: (imported: number) => (imported === 0 ? 'No new images' : `${countImages(imported)} imported`),
    took: (seconds: number) => `in ${formatDuration(seconds)}`,
    present: (present: number) => `${countImages(present)} ${present === 1 ? 'was' : 'were'} already in the project.`,
    removed: (images: number) =>
      `${countImages(images)} ${images === 1 ? 'was' : 'were'} removed from the project before and ${images === 1 ? 'stays' : 'stay'} removed. You can bring ${images === 1 ? 'it' : 'them'} back under "Removed" on the Images screen.`,
    skipped: (skipped: number) => `${count(skipped, 'other file was', 'other files were')} skipped: not an image format.`,
    classesAdded: (names: readonly string[]) => `New ${names.length === 1 ? 'class' : 'classes'}: ${names.join(', ')}.`,
    classesJoined: (name: string, others: readonly string[]) =>
      `The names ${[name, ...others].join(', ')} were merged into one class, ${name}.`,
    split: ({ kept, train, validation, test }: NonNullable<ImportReport['tree']['split']>) =>
      kept
        ? `The split was kept: ${countImages(train)} for training, ${formatNumber(validation)} for validation, ${formatNumber(test)} for testing.`
        : 'The split was not kept. A new one is created when you train.',
    conflicts: (images: number) => `${count(images, 'image needs', 'images need')} your decision`,
    conflictsWhy: 'The same image was given different classes. It stays unlabelled until you decide which class is correct.',
    decide: (file: string) => `Which class is correct for ${file}?`,
    decided: (name: string) => `Labelled ${name}`,
    duplicates: (files: number) => count(files, 'file is an exact copy of another image', 'files are exact copies of other images'),
    duplicatesWhy: 'They are listed with the image they duplicate and not counted twice, so that test scores stay honest.',
    copyOf: (of: string) => `copy of ${of}`,
    severalFrames: (files: number) => `${count(files, 'file contains', 'files contain')} several frames or pages`,
    severalFramesWhy:
      'Graft uses only the first frame or page of each file. You can choose another one, or a maximum of all, under "Pages and channels".',
    furtherBands: (files: number) => `${count(files, 'file contains', 'files contain')} extra bands`,
    furtherBandsWhy:
      'Graft uses the first three bands as red, green and blue, or the first band of two. The other bands are ignored. You can choose others under "Pages and channels".',
    window: ({ images, low, high }: NonNullable<ImportReport['window']>) =>
      `All ${countImages(images)} with more than 8 bits seem to come from one instrument, so they share one brightness window: black at ${sample(low)}, white at ${sample(high)}. This keeps absolute brightness. You can change it under "Brightness".`,
    bandsOf: (bands: number) => `${count(bands, 'band', 'bands')} ignored`,
    framesOf: (frames: number) => count(frames, 'frame or page', 'frames or pages'),
    refused: (files: number) => `${count(files, 'file was', 'files were')} rejected`,
    done: 'Done',
    goLabel: 'Label images',
    nothing: 'There was nothing to import.',
  },
  refused: {
    title: 'Rejected files',
    text: 'These files were not imported. The other files in their folders were.',
    file: 'File',
    reason: 'Reason',
    remedy: 'What you can do',
    none: 'No files were rejected.',
  },

  windows: {
    open: 'Brightness',
    title: 'Brightness of images with more than 8 bits',
    text: (images: number) =>
      `${countImages(images)} ${images === 1 ? 'has' : 'have'} more brightness levels than the 256 that screens show and models see. The brightness window sets which value becomes black and which becomes white.`,
    window: 'Brightness window',
    own: 'One per image',
    ownHint: 'Every image has full contrast. Absolute brightness is lost: a dim image looks like a bright one.',
    shared: 'One for all images',
    sharedHint: ({ low, high }: PictureWindow) =>
      `From ${sample(low)} to ${sample(high)}, which fits these images. Keeps absolute brightness. Use it for images from one instrument with the same exposure.`,
    fixed: 'Custom',
    fixedHint: 'For calibrated values, such as Hounsfield units.',
    low: 'Black at',
    high: 'White at',
    order: 'White must be greater than black.',
    tells:
      'The brightness of your labelled images differs between classes. With one window for all images, a model can use this difference; with one window per image, it cannot. If the difference is only due to exposure, use one window per image.',
    differ: 'Your images use different windows. Choose one setting for all of them, or for each folder, before you train.',
    stale: 'This changes the images that models see, so existing runs and reports become stale. You can undo it.',
    save: 'Apply',
    chosen: (images: number) => `${countImages(images)} changed`,
    none: 'No image has more than 8 bits, so there is nothing to set.',
    through: ({ window, images }: WindowsSeen['chosen'][number]) =>
      `${countImages(images)}: ${window === null ? 'one window per image' : `black at ${sample(window.low)}, white at ${sample(window.high)}`}`,
    wouldFit: ({ low, high }: PictureWindow) => `One window that fits all images: ${sample(low)} to ${sample(high)}`,
    histogram: {
      title: 'Samples',
      reading: 'Reading samples …',
      none: 'No file of these images can be read now, so their samples cannot be shown.',
      read: (images: number, of: number) =>
        images === of ? `Samples of ${countImages(images)}` : `Samples of ${formatNumber(images)} of ${countImages(of)}, evenly chosen`,
      heights: 'Heights show the square root of the share.',
      label: ({ low, high }: PictureWindow) => `Histogram from ${sample(low)} to ${sample(high)}`,
      value: (value: number) => sample(value),
      ends: { low: 'Black end of the window', high: 'White end of the window' },
      clipped: ({ black, white }: { black: number; white: number }) =>
        `With this window, ${percent(black)} of the samples become black and ${percent(white)} white.`,
      saturated: ({ value, bits, share, images }: Histogram['saturated'][number]) =>
        `Saturated: ${percent(share)} of the samples (${countImages(images)}) at ${sample(value)}, the largest value of ${count(bits, 'bit', 'bits')}`,
      leftOut: ({ why, value, share, images }: Histogram['leftOut'][number]) => {
        const part = `${percent(share)} of the samples (${countImages(images)})`;
        switch (why) {
          case 'apart':
            return `Left out: ${part} at ${sample(value ?? 0)}, far from all other values (scale bar, saturation or missing data)`;
          case 'no-data':
            return `Left out: ${part} at ${sample(value ?? 0)}, which the files declare as no data`;
          case 'not-a-number':
            return `Left out: ${part} that are not numbers`;
          case 'transparent':
            return `Left out: ${part} in fully transparent areas`;
        }
      },
      leftOutMore: (values: number) => `Left out: ${count(values, 'other value', 'other values')}`,
    },
    preview: 'Some of these images through this window',
    scope: {
      all: (images: number) => `All images (${formatNumber(images)})`,
      folderHint:
        'Also applies to subfolders and to images imported into them later. Images of folders with different windows are trained on together, and every run, report and export names the windows. Use it for folders of different instruments or exposures, not for folders of single classes.',
    },
    ofFolder: ({ name, chosen }: WindowsSeen['folders'][number]) =>
      `Folder ${name}: ${chosen.map(({ window }) => (window === null ? 'one window per image' : `black at ${sample(window.low)}, white at ${sample(window.high)}`)).join('; ')}`,
    noFolder: (given: string) =>
      `no folder "${given}" with images of more than 8 bits: use a name as listed by \`graft brightness <project>\``,
    windowsTell: 'Each class has a window of its own, so a model may learn the windows. Use one window for folders of all classes.',
    unknown: (given: string) => `invalid brightness window "${given}": use "own", "shared", or two values, the lower one first`,
  },

  details: {
    title: 'Image details',
    show: 'Image details',
    none: 'Select an image to see its details.',
    many: (images: number) => `${countImages(images)} selected`,
    loading: 'Loading details …',
    class: 'Class',
    size: 'Size',
    file: 'File',
    files: 'Files',
    alike: 'Same image in',
    format: 'Format',
    split: 'Used for',
    group: 'Group',
    reading: 'Reads',
    tone: 'Brightness',
    taken: 'Taken',
    camera: 'Camera',
    site: 'Site',
    tags: 'Tags',
    noTags: 'none',
    addTag: 'Add tag',
    tagHint: (images: number) =>
      images === 1 ? 'A word of your own, such as "check again".' : `A word of your own for ${countImages(images)}.`,
    removeTag: (tag: string) => `Remove tag ${tag}`,
    saveTag: 'Add',
    showAll: 'Show all',
    showLike: {
      group: (name: string) => `Show all images of group ${name}`,
      site: (name: string) => `Show all images of site ${name}`,
      camera: (name: string) => `Show all images taken with ${name}`,
      tag: (name: string) => `Show all images with tag ${name}`,
    },
    added: 'Imported',
    history: 'History',
    depth: (bits: number) => `${formatNumber(bits)} bit`,
    frames: (frames: number) => count(frames, 'picture', 'pictures'),
    pixels: (width: number, height: number) => `${formatNumber(width)} × ${formatNumber(height)} pixels`,
    toneRange: ({ low, high }: PictureWindow) => `black at ${sample(low)}, white at ${sample(high)}`,
    folderClass: (name: string) => `from the folder of class ${name}`,
    conflict: 'The same image is in folders of different classes. Which class is correct?',
    missing: 'The file cannot be found. Its labels are kept.',
    showInFolder: 'Show in folder',
    exclude: (images: number) => (images === 1 ? 'Exclude from training' : `Exclude ${countImages(images)} from training`),
    include: (images: number) => (images === 1 ? 'Include in training' : `Include ${countImages(images)} in training`),
    excluded: 'Excluded from training and testing. Its label is kept.',
    remove: (images: number) => (images === 1 ? 'Remove from project' : `Remove ${countImages(images)} from project`),
    removeHint: 'The files stay where they are. Removed images can be brought back.',
    bringBack: (images: number) => (images === 1 ? 'Bring back' : `Bring back ${countImages(images)}`),
    removed: 'Removed from the project: not counted, shown or trained on. Its label and its file are kept.',
    changeGroup: 'Change',
    saveGroup: 'Save',
    noGroup: 'none',
    groupHint: (images: number) =>
      `Images of one group, such as photographs of one specimen, are never split between training and testing. ${images === 1 ? 'Leave empty for no group.' : `This applies to ${countImages(images)}. Leave empty for no group.`}`,
    grouped: (images: number, group: string) =>
      group === '' ? `${countImages(images)} without a group` : `${countImages(images)} in group ${group}`,
    said: ({ kind, value }: ImageDetail['history'][number], label: string | null): string => {
      switch (kind) {
        case 'label':
          return label ?? 'label removed';
        case 'split':
          return value === null ? 'removed from the split' : `${splits[value as Split]} image`;
        case 'group':
          return value === null ? 'group removed' : `group ${value}`;
        case 'site':
          return value === null ? 'site removed' : `site ${value}`;
        case 'taken':
          return value === null ? 'capture time removed' : `taken on ${formatClockTime(Number(value))}`;
        case 'tags':
          return value === null ? 'tags removed' : `tags ${(JSON.parse(value) as string[]).join(', ')}`;
        case 'kept':
          return 'kept as it is after a review';
        case 'exclusion':
          return value === null ? 'included in training' : 'excluded from training';
        case 'removal':
          return value === null ? 'brought back' : 'removed from the project';
        case 'window':
          return value === null
            ? 'its own brightness window'
            : `brightness window ${(JSON.parse(value) as number[]).map(sample).join(' to ')}`;
        case 'reading':
          return readings.phrase(readingFrom(value));
      }
    },
    historyEntry: (what: string, by: string) => (by === '' ? what : `${what}, by ${by}`),
    how: {
      assigned: 'assigned for a training',
      drawn: 'new test set',
      imported: 'set on import',
      'before-log': 'before changes were logged',
      'by-hand': 'manually',
      'corrected-in-results': 'corrected in Results',
      'corrected-in-review': 'corrected in Review',
      'imported-folder': 'from folder name',
      'imported-file': 'from annotation file',
      undo: 'undone',
      redo: 'redone',
      'class-merged': 'classes merged',
      'class-removed': 'class removed',
    } as Record<string, string>,
    noHistory: 'No changes yet.',
  },
};
