import type { Drawing } from './drawing';

type Edit = 'undo' | 'redo' | 'clear' | 'thinner' | 'thicker';

/** What a key press asks for, or null: Ctrl/⌘+Z, Ctrl/⌘+Shift+Z or Ctrl+Y, Delete or Escape, [ or ]. */
export function editOf(event: KeyboardEvent): Edit | null {
  if (event.defaultPrevented || isField(event.target)) return null;
  // Many keyboards have the brackets only with Alt, or AltGr, which is Ctrl and Alt.
  const plain = (event.altKey || !event.ctrlKey) && !event.metaKey && !isList(event.target);
  if (plain && event.key === '[') return 'thinner';
  if (plain && event.key === ']') return 'thicker';
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    const letter = letterOf(event);
    if (letter === 'z') return event.shiftKey ? 'redo' : 'undo';
    return letter === 'y' && event.ctrlKey ? 'redo' : null;
  }
  const key = event.key.toLowerCase();
  // The key that a Mac calls "delete" reports itself as Backspace.
  return key === 'delete' || key === 'backspace' || key === 'escape' ? 'clear' : null;
}

/** The digit that a key names, or null: any of the keys 0–9, also those of a number pad. */
export function digitOf(event: KeyboardEvent): number | null {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return null;
  if (isField(event.target) || isList(event.target)) return null;
  return /^[0-9]$/.test(event.key) ? Number(event.key) : null;
}

/** The letter on a key; where that is Cyrillic, say, the Latin one that shares the key with it. */
function letterOf({ key, code }: KeyboardEvent): string {
  const foreign = /^[^\p{ASCII}\p{Script=Latin}]$/u.test(key);
  return (foreign ? code.replace('Key', '') : key).toLowerCase();
}

/** Inputs of this page that have the focus but no text, and so no use for these keys. */
const WITHOUT_TEXT = new Set(['range', 'file', 'radio']);

/** Where one writes, all keys belong to the text. */
function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !WITHOUT_TEXT.has(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea'));
}

/** What one types in a list chooses from it. Undo and clear are nothing to it. */
function isList(target: EventTarget | null): boolean {
  return target instanceof HTMLSelectElement;
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
