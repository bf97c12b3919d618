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
  type Content,
  type Drawing,
  type DrawingStore,
} from './drawing/drawing';
import { photoFrom, TooLarge, type Photo } from './drawing/photo';
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
import { holdsDrawing, strokesFrom } from './sharing/link';
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
  /** Puts a picture from outside on the sheet, unless that is overtaken while it is opened. */
  take(file: Blob): Promise<void>;
  /**
   * Puts the drawing on the sheet that the fragment of an address holds, if it holds one, unless
   * that is overtaken. Resolves to whether it lies there.
   */
  open(fragment: string): Promise<boolean>;
}

/** What the desk has from the browser, and a test from itself. */
export interface Surroundings {
  readonly api: Api;
  readonly toPicture: (strokes: readonly Stroke[]) => Promise<Blob>;
  readonly toPhoto: (file: Blob) => Promise<Photo>;
  readonly toPixels: (picture: string) => Promise<Uint8Array>;
  readonly shelf: Shelf;
}

const BROKEN_LINK =
  'This link is damaged, or from a newer page: there is no drawing in it that can be shown.';
const BROKEN_PICTURE = 'This browser could not open that picture. Save it as PNG or JPEG.';
const TOO_LARGE =
  'That file is too large to send, and this browser cannot make it smaller. Save it as JPEG.';

export function createDesk(given: Partial<Surroundings> = {}): Desk {
  const { api = createApi(), toPicture = pictureOf, toPixels = pixelsOf } = given;
  const { toPhoto = photoFrom } = given;
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

  /** Counts what comes from outside. */
  let newest = 0;

  /**
   * Puts on the sheet what is being made, or says why not; neither if by then something else
   * came or was drawn. Resolves to whether it lies there.
   */
  async function bring(
    making: Promise<Partial<Content>>,
    complain: (error: unknown) => string,
  ): Promise<boolean> {
    const mine = (newest += 1);
    const { history, current } = drawing.getState();
    const overtaken = () => {
      const now = drawing.getState();
      return mine !== newest || now.history !== history || now.current !== current;
    };
    let content;
    try {
      content = await making;
    } catch (error) {
      if (!overtaken()) notice.setState({ text: complain(error) });
      return false;
    }
    if (overtaken()) return false;
    drawing.getState().place(content);
    return true;
  }

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
      await bring(
        toPhoto(file).then((photo) => ({ photo })),
        (error) => (error instanceof TooLarge ? TOO_LARGE : BROKEN_PICTURE),
      );
    },
    async open(fragment) {
      // One of the page's own links overtakes nothing.
      if (!holdsDrawing(fragment)) return false;
      return bring(
        strokesFrom(fragment).then((strokes) => ({ strokes })),
        () => BROKEN_LINK,
      );
    },
  };
}
