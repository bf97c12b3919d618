import type { Drawing } from './drawing';

type Edit = 'undo' | 'redo' | 'clear' | 'thinner' | 'thicker';

/** What a key press asks for, or null: Ctrl/⌘+Z, Ctrl/⌘+Shift+Z or Ctrl+Y, Delete or Escape, [ or ]. */
export function editOf(event: KeyboardEvent): Edit | null {
  if (event.defaultPrevented || isTyping(event.target)) return null;
  // Many keyboards have the brackets only with Alt, or AltGr, which is Ctrl and Alt.
  const plain = event.altKey || !event.ctrlKey;
  if (plain && !event.metaKey && event.key === '[') return 'thinner';
  if (plain && !event.metaKey && event.key === ']') return 'thicker';
  if (event.altKey) return null;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
    return key === 'y' && event.ctrlKey ? 'redo' : null;
  }
  // The key that a Mac calls "delete" reports itself as Backspace.
  return key === 'delete' || key === 'backspace' || key === 'escape' ? 'clear' : null;
}

/** The digit that a key names, or null: any of the keys 0–9, also those of a number pad. */
export function digitOf(event: KeyboardEvent): number | null {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return null;
  if (isTyping(event.target) || !/^[0-9]$/.test(event.key)) return null;
  return Number(event.key);
}

/** In a field or an open list these keys belong to it. A slider has no use for them. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'range';
  return target.isContentEditable || target.matches('select, textarea');
}

/**
 * Obeys the keys until the returned function is called; `tell` hears of the digits. Escape is first
 * for what lies over the sheet: `dismiss` takes it away and says whether there was anything.
 */
export function followKeys(
  target: Window,
  drawing: () => Pick<Drawing, Edit>,
  tell: (digit: number) => void,
  dismiss: () => boolean,
): () => void {
  function onKey(event: KeyboardEvent): void {
    const digit = digitOf(event);
    if (digit !== null) tell(digit);
    const edit = editOf(event);
    if (!edit) return;
    event.preventDefault();
    if (event.key === 'Escape' && dismiss()) return;
    drawing()[edit]();
  }
  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}
