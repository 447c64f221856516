import { count, formatNumber } from './figures.ts';

/** Whether something is chosen for all images or for those of a folder. */
export const folderScope = {
  title: 'Applies to',
  folder: ({ name, images, isSet }: { readonly name: string; readonly images: number; readonly isSet: boolean }) =>
    `${name} (${formatNumber(images)})${isSet ? ', own setting' : ''}`,
  replaces: (folders: number) => `Replaces the setting of ${count(folders, 'folder', 'folders')}.`,
};
