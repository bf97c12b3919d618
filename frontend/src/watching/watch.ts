import { createStore, type StoreApi } from 'zustand/vanilla';
import { backoff } from '../api/backoff';
import { Unreachable } from '../api/failure';
import { isEmpty, type Drawing, type DrawingStore } from '../drawing/drawing';
import type { Networks, NetworksStore } from '../networks/networks';
import { blobFrom } from '../sharing/bytes';
import type { SubjectStore } from './subject';

/** What is known of the drawing. */
export interface Watched<T> {
  /** The newest answer; null where nothing is drawn, or none has come yet. */
  readonly answer: T | null;
  /** It is about the drawing as it stands, and the networks as they are chosen. */
  readonly holds: boolean;
  /** Why there is none; empty when nothing is wrong. */
  readonly trouble: string;
}

export interface Watch<T> {
  readonly store: StoreApi<Watched<T>>;
  /** Asks from now on, until the returned function is called. */
  look(): () => void;
  /** Asks again now what has not been answered: the browser is online again. */
  retry(): void;
}

interface Question<T> {
  readonly drawing: DrawingStore;
  readonly networks: NetworksStore;
  readonly subject: SubjectStore;
  readonly pictureSource: (state: Drawing) => () => Promise<Blob>;
  /** What of the networks the answer depends on: when it changes it is asked again; null: not yet. */
  readonly about: (networks: Networks) => string | null;
  readonly ask: (picture: Blob, networks: Networks, signal: AbortSignal) => Promise<T>;
}

const NOTHING = { answer: null, holds: false, trouble: '' };

/**
 * Keeps an answer about the drawing, but only while somebody looks, and only of a drawing at
 * rest: what lies further down the page costs nothing while it is not seen.
 */
export function createWatch<T>(question: Question<T>): Watch<T> {
  const { drawing, networks, subject, pictureSource, about, ask } = question;
  const store = createStore<Watched<T>>()(() => NOTHING);
  let lookers = 0;
  /** What the newest question was about, as long as it may still be answered or has been. */
  let asked: { history: Drawing['history']; about: string; digit: string | null } | null = null;
  let flight: AbortController | null = null;
  let failures = 0;
  let nextRetry: ReturnType<typeof setTimeout> | undefined;

  function drop(): void {
    flight?.abort();
    flight = null;
    asked = null;
    clearTimeout(nextRetry);
  }

  function update(): void {
    const state = drawing.getState();
    if (isEmpty(state)) {
      drop();
      store.setState(NOTHING);
      return;
    }
    const { known, digit } = subject.getState();
    const topic = about(networks.getState());
    const same =
      asked?.history === state.history &&
      asked.about === topic &&
      (!known || asked.digit === digit);
    if (same && !state.current) return;
    drop();
    if (store.getState().holds) store.setState({ holds: false });
    if (lookers === 0 || state.current || topic === null || !known) return;
    asked = { history: state.history, about: topic, digit };
    const source = digit === null ? pictureSource(state) : () => Promise.resolve(blobFrom(digit));
    void send(source, (flight = new AbortController()));
  }

  async function send(source: () => Promise<Blob>, mine: AbortController): Promise<void> {
    try {
      const picture = await source();
      const answer = await ask(picture, networks.getState(), mine.signal);
      if (flight !== mine) return;
      failures = 0;
      store.setState({ answer, holds: true, trouble: '' });
    } catch (error) {
      if (flight !== mine) return;
      store.setState({ ...NOTHING, trouble: (error as Error).message });
      if (!(error instanceof Unreachable)) return;
      asked = null;
      nextRetry = setTimeout(update, backoff(++failures));
    }
  }

  subject.subscribe(update);
  drawing.subscribe(update);
  networks.subscribe(update);
  return {
    store,
    look() {
      lookers += 1;
      update();
      return () => {
        lookers -= 1;
      };
    },
    retry: update,
  };
}
