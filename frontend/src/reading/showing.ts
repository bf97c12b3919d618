import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DrawingStore } from '../drawing/drawing';
import type { Reader } from './reader';

/** The steps of a drawing's way to 28×28, in their order. */
export const STEPS = ['cut', 'scale', 'centre', 'pixels'] as const;
export type Step = (typeof STEPS)[number];

export interface Showing {
  /** The step that is shown; null while none is. */
  readonly step: Step | null;
  /** Shows the way of the drawing on the sheet, or where it is shown in stills, its next step. */
  readonly show: () => void;
  readonly stop: () => void;
}

export type ShowingStore = StoreApi<Showing>;

/** What of the browser the showing depends on. */
export interface Viewer {
  /** A person who wants no motion turns the steps over with `show`. */
  readonly wantsStills: () => boolean;
  /** Whether the way was shown here before; then it is shown only when asked for. */
  readonly hasSeen: () => boolean;
  readonly remember: () => void;
}

/** Long enough to read a step's line; all of them are over within the five seconds that motion may last unasked. */
export const STEP_MS = 1200;
/** How long the pen rests before the way is shown by itself: between the strokes of one digit it rests less. */
export const REST_MS = 1000;

/** By itself only for the first digit that is ever read, and never over a pen that draws on. */
export function createShowing(
  drawing: DrawingStore,
  reader: Pick<Reader, 'store'>,
  viewer: Viewer,
): ShowingStore {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const store = createStore<Showing>()(() => ({ step: null, show, stop }));

  function stop(): void {
    clearTimeout(timer);
    if (store.getState().step) store.setState({ step: null });
  }

  function turn(): void {
    const { step } = store.getState();
    const next = STEPS[step ? STEPS.indexOf(step) + 1 : 0] ?? null;
    store.setState({ step: next });
    if (next && !viewer.wantsStills()) timer = setTimeout(turn, STEP_MS);
  }

  function show(): void {
    if (!reader.store.getState().reading?.way) return;
    viewer.remember();
    if (!viewer.wantsStills()) stop();
    turn();
  }

  drawing.subscribe((now, before) => {
    if (now.history !== before.history || now.current !== before.current) stop();
  });
  reader.store.subscribe(({ reading, settled }, before) => {
    if (reading !== before.reading) stop();
    if (!settled || before.settled) return;
    const worthIt = reading?.way && reading.digit !== null;
    if (worthIt && !viewer.hasSeen() && !viewer.wantsStills()) timer = setTimeout(show, REST_MS);
  });
  return store;
}

const KEY = 'digits: has seen the way to 28x28';

export const thisViewer: Viewer = {
  wantsStills: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
  hasSeen() {
    try {
      return localStorage.getItem(KEY) !== null;
    } catch {
      // Where nothing may be kept it would be shown at every visit.
      return true;
    }
  },
  remember() {
    try {
      localStorage.setItem(KEY, '1');
    } catch {
      // Nothing depends on it.
    }
  },
};
