import { createStore, type StoreApi } from 'zustand/vanilla';
import { record, redo, startHistory, undo, type History } from './history';
import type { Photo } from './photo';
import {
  DEFAULT_WIDTH,
  extendStroke,
  MAX_WIDTH,
  MIN_WIDTH,
  WIDTH_STEP,
  type Point,
  type Stroke,
} from './stroke';

/** What lies on the sheet: strokes, or instead of them a picture. */
export interface Content {
  readonly strokes: readonly Stroke[];
  readonly photo: Photo | null;
}

const BLANK: Content = { strokes: [], photo: null };

/** What is on the sheet, and what a person can do to it. */
export interface Drawing {
  /** What was finished, with the steps that led to it. */
  readonly history: History<Content>;
  /** The stroke under the pen; null while the pen rests. */
  readonly current: Stroke | null;
  /** Width of the next stroke as a share of the sheet's side. */
  readonly width: number;
  /**
   * Rises whenever ink was taken away or put on at once (undo, redo, clear, place), never
   * when the drawing merely grew: a reading of a shorter drawing is still
   * worth showing, one of another drawing is not.
   */
  readonly revision: number;

  readonly begin: (point: Point) => void;
  readonly extend: (points: readonly Point[]) => void;
  readonly end: () => void;
  /** Takes back the stroke under the pen, as if it had never begun. */
  readonly abandon: () => void;
  /** Puts strokes or a picture on the sheet, in place of what is there. */
  readonly place: (content: Partial<Content>) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly clear: () => void;
  readonly setWidth: (width: number) => void;
  readonly thinner: () => void;
  readonly thicker: () => void;
}

export type DrawingStore = StoreApi<Drawing>;

export function createDrawing(): DrawingStore {
  return createStore<Drawing>()((set, get) => {
    /** Moves through the history, and says so only when there was a step to take. */
    function travel(step: typeof undo<Content>): void {
      const { history, revision } = get();
      const next = step(history);
      if (next !== history) set({ history: next, revision: revision + 1 });
    }

    return {
      history: startHistory(BLANK),
      current: null,
      width: DEFAULT_WIDTH,
      revision: 0,

      begin(point) {
        get().end();
        const { width, history, revision } = get();
        // On a picture the pen begins a new sheet: the network would read both as one.
        const anew = history.present.photo !== null;
        set({ current: { points: [point], width }, revision: revision + (anew ? 1 : 0) });
      },
      extend(points) {
        const { current } = get();
        if (!current) return;
        const longer = extendStroke(current, points);
        if (longer !== current) set({ current: longer });
      },
      end() {
        const { current, history } = get();
        if (!current) return;
        const strokes = [...history.present.strokes, current];
        set({ history: record(history, { ...BLANK, strokes }), current: null });
      },
      abandon() {
        if (get().current) set({ current: null, revision: get().revision + 1 });
      },
      place(content) {
        get().end();
        const { history, revision } = get();
        const next = { ...BLANK, ...content };
        set({ history: record(history, next), revision: revision + 1 });
      },
      undo() {
        // Undo in the middle of a stroke means this stroke. It is recorded first, so that redo brings it back.
        get().end();
        travel(undo);
      },
      redo() {
        if (get().current) return;
        travel(redo);
      },
      clear() {
        get().end();
        const { history, revision } = get();
        if (isBlank(history.present)) return;
        set({ history: record(history, BLANK), revision: revision + 1 });
      },
      setWidth(width) {
        set({ width });
      },
      thinner() {
        set({ width: Math.max(get().width - WIDTH_STEP, MIN_WIDTH) });
      },
      thicker() {
        set({ width: Math.min(get().width + WIDTH_STEP, MAX_WIDTH) });
      },
    };
  });
}

/**
 * All strokes on the sheet, the one under the pen last.
 * Without one under the pen the same array comes back until something changes.
 */
export function strokesOf({ history, current }: Drawing): readonly Stroke[] {
  return current ? [...history.present.strokes, current] : history.present.strokes;
}

/** The picture on the sheet, if that is what lies there. */
export function photoOf({ history, current }: Drawing): Photo | null {
  return current ? null : history.present.photo;
}

export function canUndo({ history, current }: Drawing): boolean {
  return current !== null || history.past.length > 0;
}

export function canRedo({ history, current }: Drawing): boolean {
  return current === null && history.future.length > 0;
}

export function isEmpty({ history, current }: Drawing): boolean {
  return current === null && isBlank(history.present);
}

export function isBlank({ strokes, photo }: Content): boolean {
  return strokes.length === 0 && photo === null;
}
