import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Reading } from '../api/answers';
import { backoff } from '../api/backoff';
import type { Api } from '../api/client';
import { Unreachable } from '../api/failure';
import { look } from './look';

/** Makes the picture to be read, when it is about to be sent and not before. */
export type PictureSource = () => Promise<Blob>;

/** How what there is to read differs from what there was. */
export interface Change {
  /** It only grew, so that a reading of its beginning may still be shown. */
  readonly grew: boolean;
  /** The pen is up: read at once. While it is down, now and then. */
  readonly resting: boolean;
  /** It may be several digits: its strokes stand side by side. */
  readonly apart?: boolean;
}

/** What is known about the picture in hand. */
export interface ReaderState {
  /** The newest reading, of this picture or, while it grows, of its beginning. */
  readonly reading: Reading | null;
  /** The server's sentence when it will not read this picture. */
  readonly refusal: string | null;
  /** An answer has been outstanding for SLOW_MS. */
  readonly slow: boolean;
  /** Nobody answers; the reader asks again by itself. */
  readonly away: boolean;
  /** `reading` and `refusal` are about this very picture, and the pen rests. */
  readonly settled: boolean;
}

export interface Reader {
  readonly store: StoreApi<ReaderState>;
  /** @param source null when there is nothing to read. */
  read(source: PictureSource | null, change: Change): void;
  /** Reads the same picture with another network, and all later ones. */
  use(network: string): void;
  /** Names the network that the server has been choosing all along: nothing is read again. */
  name(network: string): void;
  /** Asks again now, if there is something left to ask: the browser is online again. */
  retry(): void;
}

/** Time between readings while the pen moves, in milliseconds: quick to the eye, ten requests a second. */
export const PACE_MS = 100;
/** A wait this long, in milliseconds, is worth a word; a shorter one would only flicker. */
export const SLOW_MS = 300;

const NOTHING: ReaderState = {
  reading: null,
  refusal: null,
  slow: false,
  away: false,
  settled: false,
};

/**
 * Keeps a reading of the newest picture: one request at a time, the newest
 * picture next, and no answer shown for a picture that is gone.
 */
export function createReader(api: Pick<Api, 'predict' | 'read'>): Reader {
  const store = createStore<ReaderState>()(() => NOTHING);
  const set = store.setState;

  let source: PictureSource | null = null;
  /** null until the list of networks is there: the server chooses. */
  let network: string | null = null;
  let resting = true;
  let apart = false;
  /** Counts the pictures: a request remembers which one it was for. */
  let newest = 0;
  /** The picture that the server last read or refused. */
  let answered = 0;
  let flight: AbortController | null = null;
  let failures = 0;
  let nextPace: Timer;
  let nextRetry: Timer;

  /** Drops the request under way and what it might have answered. */
  function land(): void {
    flight?.abort();
    flight = null;
  }

  async function send(): Promise<void> {
    clearTimeout(nextPace);
    nextPace = undefined;
    clearTimeout(nextRetry);
    if (flight || !source || answered === newest) return;

    const mine = (flight = new AbortController());
    const picture = newest;
    const slow = setTimeout(() => flight === mine && set({ slow: true }), SLOW_MS);
    const outcome = await outcomeOf(source, mine.signal);
    clearTimeout(slow);
    if (flight !== mine) return;

    flight = null;
    if (outcome.away) {
      failures += 1;
      nextRetry = setTimeout(() => void send(), backoff(failures));
      set({ ...NOTHING, away: true });
      return;
    }
    failures = 0;
    answered = picture;
    const current = picture === newest;
    // Where the pen rests on more than was answered, the person still waits.
    const stillSlow = resting && !current && store.getState().slow;
    set({ ...NOTHING, ...outcome, slow: stillSlow, settled: resting && current });
    if (picture !== newest) schedule();
  }

  async function outcomeOf(
    make: PictureSource,
    signal: AbortSignal,
  ): Promise<Partial<ReaderState>> {
    try {
      const picture = await make();
      signal.throwIfAborted();
      return { reading: await look(api, picture, { network, apart, signal }) };
    } catch (error) {
      if (error instanceof Unreachable) return { away: true };
      return { refusal: error instanceof Error ? error.message : String(error) };
    }
  }

  function schedule(): void {
    if (resting) void send();
    // While nobody answers, the retries are enough until the pen rests.
    else if (!store.getState().away) nextPace ??= setTimeout(() => void send(), PACE_MS);
  }

  return {
    store,
    read(next, change) {
      source = next;
      resting = change.resting;
      apart = change.apart ?? false;
      newest += 1;
      if (!next) {
        land();
        clearTimeout(nextPace);
        nextPace = undefined;
        clearTimeout(nextRetry);
        answered = newest;
        set(NOTHING);
        return;
      }
      if (!change.grew) {
        land();
        set({ reading: null, slow: false });
      }
      set({ refusal: null, settled: false });
      schedule();
    },
    name(next) {
      network = next;
    },
    use(next) {
      network = next;
      if (!source) return;
      newest += 1;
      land();
      set({ reading: null, refusal: null, slow: false, settled: false });
      void send();
    },
    retry() {
      void send();
    },
  };
}

type Timer = ReturnType<typeof setTimeout> | undefined;
