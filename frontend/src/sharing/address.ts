import type { Desk } from '../desk';
import { holdsDrawing } from './link';

/** Marks an entry of the browser's history whose drawing has been opened. */
const OPENED = 'opened';

/**
 * Opens the drawing that the page's address holds, now and when it changes. Once the sheet holds
 * something else, the address no longer says otherwise: also not the address that a person comes
 * back to after following one of the page's own links.
 */
export async function followAddress(target: Window, desk: Desk): Promise<void> {
  const { history, location } = target;
  /** How many links are being opened. */
  let opening = 0;
  /** The fragment opened last, and whether the sheet has changed since. */
  let shown = '';
  let touched = false;

  async function open(): Promise<void> {
    const { hash } = location;
    opening += 1;
    const opened = await desk.open(hash);
    opening -= 1;
    if (opened) {
      shown = hash;
      touched = false;
      history.replaceState(OPENED, '');
    } else if (touched && !opening) {
      forget();
    }
  }

  function forget(): void {
    const { hash, pathname, search } = location;
    if (holdsDrawing(hash)) history.replaceState(null, '', pathname + search);
    shown = '';
  }

  desk.drawing.subscribe((now, before) => {
    if (now.history === before.history && now.current === before.current) return;
    touched = true;
    // Until a link is opened nobody knows whether this is its drawing.
    if (!opening) forget();
  });
  target.addEventListener('hashchange', () => {
    if (touched && history.state === OPENED) forget();
    else if (location.hash !== shown) void open();
  });
  await open();
}
