import { createStore, type StoreApi } from 'zustand/vanilla';
import { record, redo, startHistory, undo, type History } from './history';
import { DEFAULT_WIDTH, extendStroke, type Point, type Stroke } from './stroke';

/** What is on the sheet, and what a person can do to it. */
export interface Drawing {
  /** Finished strokes, with the steps that led to them. */
  readonly history: History<readonly Stroke[]>;
  /** The stroke under the pen; null while the pen rests. */
  readonly current: Stroke | null;
  /** Width of the next stroke as a share of the sheet's side. */
  readonly width: number;
  /**
   * Rises whenever ink was taken away or put back (undo, redo, clear), never
   * when the drawing merely grew: a reading of a shorter drawing is still
   * worth showing, one of another drawing is not.
   */
  readonly revision: number;

  readonly begin: (point: Point) => void;
  readonly extend: (points: readonly Point[]) => void;
  readonly end: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly clear: () => void;
  readonly setWidth: (width: number) => void;
}

export type DrawingStore = StoreApi<Drawing>;

export function createDrawing(): DrawingStore {
  return createStore<Drawing>()((set, get) => {
    /** Moves through the history, and says so only when there was a step to take. */
    function travel(step: typeof undo<readonly Stroke[]>): void {
      const { history, revision } = get();
      const next = step(history);
      if (next !== history) set({ history: next, revision: revision + 1 });
    }

    return {
      history: startHistory<readonly Stroke[]>([]),
      current: null,
      width: DEFAULT_WIDTH,
      revision: 0,

      begin(point) {
        get().end();
        set({ current: { points: [point], width: get().width } });
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
        set({ history: record(history, [...history.present, current]), current: null });
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
        if (history.present.length === 0) return;
        set({ history: record(history, []), revision: revision + 1 });
      },
      setWidth(width) {
        set({ width });
      },
    };
  });
}

/**
 * All strokes on the sheet, the one under the pen last.
 * Without one under the pen the same array comes back until something changes.
 */
export function strokesOf({ history, current }: Drawing): readonly Stroke[] {
  return current ? [...history.present, current] : history.present;
}

export function canUndo({ history, current }: Drawing): boolean {
  return current !== null || history.past.length > 0;
}

export function canRedo({ history, current }: Drawing): boolean {
  return current === null && history.future.length > 0;
}

export function isEmpty({ history, current }: Drawing): boolean {
  return current === null && history.present.length === 0;
}
