import { createStore, type StoreApi } from 'zustand/vanilla';
import { predictAddress, readAddress } from '../api/client';
import { isEmpty, photoOf, strokesOf, type Drawing, type DrawingStore } from '../drawing/drawing';
import type { NetworksStore } from '../networks/networks';
import type { ReaderState } from '../reading/reader';
import { curlOf } from './curl';
import { fragmentOf } from './link';

/** The drawing on the sheet for others: null where there is none, or while the pen is down. */
export interface Sharing {
  /** The address of this page with the drawing in it; null also for a picture, which is too large. */
  readonly link: string | null;
  /** The command that sends the very same picture. */
  readonly curl: string | null;
}

export type SharingStore = StoreApi<Sharing>;

const NOTHING: Sharing = { link: null, curl: null };

/**
 * Both are made whenever the pen rests and not when they are asked for: browsers let a page
 * write to the clipboard only at once, when it is clicked on.
 */
export function createSharing(
  drawing: DrawingStore,
  networks: NetworksStore,
  reader: Pick<StoreApi<ReaderState>, 'getState' | 'subscribe'>,
  pictureSource: (state: Drawing) => () => Promise<Blob>,
  page: () => string = () => location.href,
): SharingStore {
  const store = createStore<Sharing>()(() => NOTHING);
  let newest = 0;

  async function make(): Promise<void> {
    const mine = (newest += 1);
    const state = drawing.getState();
    store.setState(NOTHING);
    if (isEmpty(state) || state.current) return;
    const photo = photoOf(state);
    const [here = ''] = page().split('#');
    try {
      const picture = await pictureSource(state)();
      // What is read as several digits is no digit to /predict.
      const addressFor = isNumber(reader.getState()) ? readAddress : predictAddress;
      const address = new URL(addressFor(networks.getState().chosen), here).href;
      const curl = await curlOf(picture, photo?.remade ? null : (photo?.name ?? ''), address);
      const link = photo ? null : here + (await fragmentOf(strokesOf(state)));
      if (mine === newest) store.setState({ link, curl });
    } catch {
      // What cannot be drawn cannot be shared; the reader says why.
    }
  }

  drawing.subscribe((now, before) => {
    if (now.history !== before.history || now.current !== before.current) {
      // While the pen moves there is nothing new to make.
      if (!now.current || !before.current) void make();
    }
  });
  networks.subscribe((now, before) => {
    if (now.chosen !== before.chosen) void make();
  });
  reader.subscribe((now, before) => {
    if (isNumber(now) !== isNumber(before)) void make();
  });
  return store;
}

function isNumber({ reading }: ReaderState): boolean {
  return reading?.number !== undefined;
}
