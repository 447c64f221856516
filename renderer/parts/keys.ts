/** Whether keys pressed in this element enter text (or choose in a list) and must not be taken as commands. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['button', 'checkbox', 'radio', 'range', 'color', 'submit', 'reset'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Whether this element leaves navigation keys to the screen: nothing is focused, or a button, which needs only Enter and Space. */
export function hasNoKeysOfItsOwn(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target instanceof HTMLButtonElement || target === document.body || target.id === 'main');
}

/** Whether the platform's command key is pressed: Ctrl, or Command on a Mac. */
export function hasCommandKey(event: { ctrlKey: boolean; metaKey: boolean }): boolean {
  return event.ctrlKey || event.metaKey;
}
