import { words } from '../../engine/words/words.ts';

/** A group of the list of shortcuts. `keys` are shown one key cap each. */
export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly text: string }[];
}

const { shortcuts: said } = words.frame;

/** All shortcuts, as the list behind `?` shows them. */
export const shortcuts: readonly ShortcutGroup[] = [
  {
    title: said.everywhere,
    shortcuts: [
      { keys: ['?'], text: said.help },
      { keys: ['Alt', '1 … 6'], text: said.screen },
      { keys: ['Esc'], text: said.escape },
    ],
  },
];
