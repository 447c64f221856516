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
      { keys: [keyNames.alt, keyNames.screens], text: said.screen },
      { keys: [keyNames.escape], text: said.escape },
    ],
  },
  {
    title: said.images,
    shortcuts: [
      { keys: [keyNames.arrows], text: said.move },
      { keys: [keyNames.shift, keyNames.arrows], text: said.extend },
      { keys: [keyNames.ctrl, 'A'], text: said.all },
      { keys: [keyNames.ctrl, keyNames.click], text: said.add },
      { keys: [keyNames.shift, keyNames.click], text: said.range },
      { keys: [keyNames.drag], text: said.draw },
      { keys: ['F'], text: said.find },
    ],
  },
  {
    title: said.labelling,
    shortcuts: [
      { keys: [keyNames.digits, keyNames.letters], text: said.giveClass },
      { keys: ['0', keyNames.backspace], text: said.clear },
      { keys: [keyNames.enter, keyNames.space, 'G'], text: said.single },
      { keys: ['N'], text: said.nextUnlabelled },
      { keys: ['+'], text: said.addClass },
      { keys: [keyNames.ctrl, 'Z'], text: said.undo },
      { keys: [keyNames.ctrl, keyNames.shift, 'Z'], text: said.redo },
    ],
  },
];
