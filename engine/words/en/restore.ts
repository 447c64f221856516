import { countImages, formatNumber, formatTime } from './figures.ts';

interface Holds { readonly sound: boolean; readonly images: number | null; readonly labelled: number | null }

const holds = ({ images, labelled }: Holds): string => `${countImages(images ?? 0)}, ${formatNumber(labelled ?? 0)} labelled`;

/** What is said of going back to a backup of a project, on the Projects screen and by the command. */
export const restore = {
  item: 'Restore a backup',
  title: (project: string) => `Restore a backup of ${project}`,
  looking: 'Checking the backups …',
  what: 'Labels, classes, images, runs and reports become those of the backup. Models of runs and the image files stay where they are.',
  safe: 'What is there now is kept beside the backups and can be restored in the same way.',
  none: 'There is no backup in this project yet. Graft makes one every half hour while you work, and when a project is closed.',
  list: 'Backups',
  when: (at: number) => formatTime(at),
  holds,
  damaged: 'damaged, cannot be restored',
  replaced: 'what another backup took the place of',
  present: (now: Holds | null) => (now === null ? 'Now: the database is gone.' : now.sound ? `Now: ${holds(now)}.` : 'Now: the database cannot be opened.'),
  goOn: 'Go on with what is left now',
  restore: 'Restore',
  restored: (project: string, images: number, labelled: number) => `Restored ${project}: ${countImages(images)}, ${formatNumber(labelled)} labelled.`,
  command: {
    line: (file: string, at: number, kind: string, version: Holds) =>
      `  ${file}  ${formatTime(at)}  ${version.sound ? holds(version) : restore.damaged}${kind === 'replaced' ? ` (${restore.replaced})` : ''}`,
    behind: '  project.db  what is there now, although it is older than what was once saved',
  },
};
