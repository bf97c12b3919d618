import type { Desk } from '../desk';
import { KEY } from './link';

/**
 * Opens the drawing that the page's address holds, now and when it changes. Once the sheet holds
 * something else, the address no longer says otherwise.
 */
export async function followAddress(target: Window, desk: Desk): Promise<void> {
  let opening = false;

  async function open(): Promise<void> {
    opening = true;
    await desk.open(target.location.hash);
    opening = false;
  }

  desk.drawing.subscribe((now, before) => {
    if (opening || (now.history === before.history && now.current === before.current)) return;
    const { hash, pathname, search } = target.location;
    if (hash.startsWith(KEY)) target.history.replaceState(null, '', pathname + search);
  });
  target.addEventListener('hashchange', () => void open());
  await open();
}
