import { countImages, formatNumber, formatTime } from './figures.ts';

interface Holds {
  readonly sound: boolean;
  readonly images: number | null;
  readonly labelled: number | null;
}

const holds = ({ images, labelled }: Holds): string => `${countImages(images ?? 0)}, ${formatNumber(labelled ?? 0)} labelled`;

/** Restoring a backup of a project, on the Projects screen and in the command. */
export const restore = {
  item: 'Restore a backup',
  title: (project: string) => `Restore a backup of ${project}`,
  looking: 'Checking backups …',
  what: 'Labels, classes, the list of images, runs and reports go back to the state of the backup. Trained models and image files are not affected.',
  safe: 'The current state is kept with the backups and can be restored in the same way.',
  none: 'This project has no backups yet. Graft makes one every half hour while you work, and when you close the project.',
  list: 'Backups',
  when: (at: number) => formatTime(at),
  holds,
  damaged: 'damaged, cannot be restored',
  replaced: 'state before a restore',
  present: (now: Holds | null) =>
    now === null
      ? 'Current state: the database is missing.'
      : now.sound
        ? `Current state: ${holds(now)}.`
        : 'Current state: the database cannot be opened.',
  goOn: 'Continue with the current state',
  restore: 'Restore',
  restored: (project: string, images: number, labelled: number) =>
    `Restored ${project}: ${countImages(images)}, ${formatNumber(labelled)} labelled.`,
  command: {
    line: (file: string, at: number, kind: string, version: Holds) =>
      `  ${file}  ${formatTime(at)}  ${version.sound ? holds(version) : restore.damaged}${kind === 'replaced' ? ` (${restore.replaced})` : ''}`,
    behind: '  project.db  the current state, although newer data was once saved',
  },
};
