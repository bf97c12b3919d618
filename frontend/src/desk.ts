import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Reading } from './api/answers';
import { createApi, type Api } from './api/client';
import { readByAll } from './comparing/comparison';
import { standApart } from './drawing/apart';
import {
  createDrawing,
  isEmpty,
  photoOf,
  strokesOf,
  type Drawing,
  type DrawingStore,
} from './drawing/drawing';
import { photoFrom } from './drawing/photo';
import { pictureOf } from './drawing/picture';
import type { Stroke } from './drawing/stroke';
import type { Filters } from './inside/answer';
import { lookInside, type Inside } from './inside/look';
import type { Learned } from './learning/answer';
import { createAccounts, type AccountsStore } from './networks/accounts';
import { createNetworks, type NetworksStore } from './networks/networks';
import { createPointing, type PointingStore } from './reading/pointing';
import { createShowing, thisViewer, type ShowingStore } from './reading/showing';
import { createReader, type Reader } from './reading/reader';
import { createSharing, type SharingStore } from './sharing/sharing';
import { strokesFrom } from './sharing/link';
import { createKeeping, type KeepingStore, type Shelf } from './teaching/kept';
import { pixelsOf } from './teaching/pixels';
import { createShelf } from './teaching/shelf';
import { createTeacher, type Teacher } from './teaching/teacher';
import { createSubject } from './watching/subject';
import { createWatch, type Watch } from './watching/watch';

/** What the page itself has to say of what it was given; empty when nothing. */
export interface Notice {
  readonly text: string;
}

/** All that the page is about, without the page: the sheet, the networks, and the reader between them. */
export interface Desk {
  readonly drawing: DrawingStore;
  readonly networks: NetworksStore;
  readonly reader: Reader;
  readonly pointing: PointingStore;
  readonly showing: ShowingStore;
  readonly sharing: SharingStore;
  readonly keeping: KeepingStore;
  readonly teacher: Teacher;
  readonly learning: AccountsStore<Learned | null>;
  readonly filters: AccountsStore<Filters>;
  /** What goes on inside the network that reads. */
  readonly inside: Watch<Inside>;
  /** What every network makes of the drawing, in the order of their list. */
  readonly comparison: Watch<readonly Reading[]>;
  readonly notice: StoreApi<Notice>;
  /** The browser is online again: ask whatever is still unanswered. */
  backOnline(): void;
  /** Puts a picture from outside on the sheet. */
  take(file: Blob): Promise<void>;
  /** Puts the drawing on the sheet that the fragment of an address holds, if it holds one. */
  open(fragment: string): Promise<boolean>;
}

/** What the desk has from the browser, and a test from itself. */
export interface Surroundings {
  readonly api: Api;
  readonly toPicture: (strokes: readonly Stroke[]) => Promise<Blob>;
  readonly toPixels: (picture: string) => Promise<Uint8Array>;
  readonly shelf: Shelf;
}

const BROKEN_LINK =
  'This link is damaged, or from a newer page: there is no drawing in it that can be shown.';
const BROKEN_PICTURE = 'This browser could not open that picture. Save it as PNG or JPEG.';

export function createDesk(given: Partial<Surroundings> = {}): Desk {
  const { api = createApi(), toPicture = pictureOf, toPixels = pixelsOf } = given;
  const drawing = createDrawing();
  const networks = createNetworks(api);
  const reader = createReader(api);
  const notice = createStore<Notice>()(() => ({ text: '' }));

  // First of all, so that whoever else hears of a change finds no reading of what is gone.
  drawing.subscribe((now, before) => {
    if (now.history === before.history && now.current === before.current) return;
    notice.setState({ text: '' });
    reader.read(isEmpty(now) ? null : pictureSource(now), {
      grew: now.revision === before.revision,
      resting: now.current === null,
      apart: standApart(strokesOf(now)),
    });
  });

  networks.subscribe((now, before) => {
    if (now.chosen === before.chosen || now.chosen === null) return;
    if (before.chosen === null) {
      reader.name(now.chosen);
      // The list has come, so the server is there: read what it may have missed.
      reader.retry();
    } else {
      reader.use(now.chosen);
    }
  });

  const pointing = createPointing(drawing);
  const showing = createShowing(drawing, reader, thisViewer);
  const keeping = createKeeping(given.shelf ?? createShelf());
  const teacher = createTeacher(drawing, reader, pointing, keeping, toPixels);
  const learning = createAccounts((network, signal) => api.learned(network, signal));
  const filters = createAccounts((network, signal) => api.filters(network, signal));

  /** How to make the picture of what lies on the sheet now. */
  function pictureSource(state: Drawing): () => Promise<Blob> {
    const [photo, strokes] = [photoOf(state), strokesOf(state)];
    return photo ? () => Promise.resolve(photo.picture) : () => toPicture(strokes);
  }

  const sharing = createSharing(drawing, networks, reader.store, pictureSource);
  const subject = createSubject(reader.store, pointing);
  const inside = createWatch({
    drawing,
    networks,
    subject,
    pictureSource,
    about: ({ chosen }) => chosen,
    ask: (picture, { chosen }, signal) => lookInside(api, toPixels, picture, chosen, signal),
  });
  const comparison = createWatch({
    drawing,
    networks,
    subject,
    pictureSource,
    about: ({ list }) => list.map(({ name }) => name).join() || null,
    ask: (picture, now, signal) => readByAll(api, picture, now, signal),
  });

  function retryAccounts(): void {
    learning.getState().retry();
    filters.getState().retry();
  }
  reader.store.subscribe((now, before) => {
    if (before.away && !now.away) retryAccounts();
  });

  return {
    drawing,
    networks,
    reader,
    pointing,
    showing,
    sharing,
    keeping,
    teacher,
    learning,
    filters,
    inside,
    comparison,
    notice,
    backOnline() {
      networks.getState().load();
      reader.retry();
      inside.retry();
      comparison.retry();
      retryAccounts();
    },
    async take(file) {
      try {
        drawing.getState().place({ photo: await photoFrom(file) });
      } catch {
        notice.setState({ text: BROKEN_PICTURE });
      }
    },
    async open(fragment) {
      try {
        const strokes = await strokesFrom(fragment);
        if (strokes) drawing.getState().place({ strokes });
        return strokes !== null;
      } catch {
        notice.setState({ text: BROKEN_LINK });
        return false;
      }
    },
  };
}
