import type { ClassSummary } from '../../../engine/contract/index.ts';
import { hasCommandKey } from '../../parts/keys.ts';

/** The meaning of a key on the Label screen. */
export type LabelCommand =
  | { readonly do: 'label'; readonly class: ClassSummary['id'] | null }
  | { readonly do: 'undo' | 'redo' | 'select-all' | 'select-none' | 'switch-view' | 'next-unlabelled' | 'add-class' | 'find' }
  | { readonly do: 'no-such-class'; readonly key: string };

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The digit of a key. French keyboards type digits only with Shift, so the key's position counts, too. */
function digitOfKey({ key, code, shiftKey }: Key): string | null {
  if (/^[0-9]$/.test(key)) return key;
  return shiftKey ? null : (/^Digit([0-9])$/.exec(code)?.[1] ?? null);
}

/** Returns the command for a key; null if it has none. Keys of classes take precedence over keys of the screen. */
export function commandOfKey(event: Key, classes: readonly ClassSummary[]): LabelCommand | null {
  if (event.altKey) return null;
  const key = event.key.toLowerCase();
  if (hasCommandKey(event)) return commandWithCtrl(key, event.shiftKey);
  const digit = digitOfKey(event);
  if (digit === '0' || key === 'backspace' || key === 'delete') return { do: 'label', class: null };
  const found = classes.find((one) => one.key === (digit ?? (event.shiftKey ? null : key)));
  if (found) return { do: 'label', class: found.id };
  if (digit) return { do: 'no-such-class', key: digit };
  const command = ({ escape: 'select-none', g: 'switch-view', n: 'next-unlabelled', '+': 'add-class', f: 'find' } as const)[key];
  return command ? { do: command } : null;
}

function commandWithCtrl(key: string, shift: boolean): LabelCommand | null {
  if (key === 'z') return { do: shift ? 'redo' : 'undo' };
  if (key === 'y') return { do: 'redo' };
  return key === 'a' && !shift ? { do: 'select-all' } : null;
}
