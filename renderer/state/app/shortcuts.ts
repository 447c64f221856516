import { words } from '../../../engine/words/words.ts';

/** A group in the list of shortcuts. Each of `keys` is shown as one key cap. */
export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly text: string }[];
}

const { shortcuts: said } = words.frame;
const { keyNames } = said;

/** All shortcuts, for the list opened with `?`. */
export const shortcuts: readonly ShortcutGroup[] = [
  {
    title: said.everywhere,
    shortcuts: [
      { keys: ['?'], text: said.help },
      { keys: ['Alt', '1 … 8'], text: said.screen },
      { keys: ['Esc'], text: said.escape },
    ],
  },
  {
    title: said.images,
    shortcuts: [
      { keys: [keyNames.arrows], text: said.move },
      { keys: ['Shift', keyNames.arrows], text: said.extend },
      { keys: ['Ctrl', 'A'], text: said.all },
      { keys: ['Ctrl', keyNames.click], text: said.add },
      { keys: ['Shift', keyNames.click], text: said.range },
      { keys: [keyNames.drag], text: said.draw },
      { keys: ['F'], text: said.find },
    ],
  },
  {
    title: said.labelling,
    shortcuts: [
      { keys: [keyNames.digits, keyNames.letters], text: said.giveClass },
      { keys: ['0', keyNames.backspace], text: said.clear },
      { keys: ['Enter', keyNames.space, 'G'], text: said.single },
      { keys: ['N'], text: said.nextUnlabelled },
      { keys: ['+'], text: said.addClass },
      { keys: ['Ctrl', 'Z'], text: said.undo },
      { keys: ['Ctrl', 'Shift', 'Z'], text: said.redo },
    ],
  },
];
