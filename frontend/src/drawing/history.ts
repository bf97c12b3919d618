/** Undo and redo over values that are never changed in place. */
export interface History<T> {
  /** Earlier values, oldest first. */
  readonly past: readonly T[];
  readonly present: T;
  /** Undone values, the one to be redone next first. */
  readonly future: readonly T[];
}

/** Steps kept: more than anyone undoes, and a bound on memory for a page left open. */
export const MAX_STEPS = 200;

export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

/** A new present; what had been undone can no longer be redone. */
export function record<T>(history: History<T>, present: T): History<T> {
  return { past: [...history.past, history.present].slice(-MAX_STEPS), present, future: [] };
}

/** One step back, or `history` itself when there is none. */
export function undo<T>(history: History<T>): History<T> {
  if (history.past.length === 0) return history;
  return {
    past: history.past.slice(0, -1),
    present: history.past.at(-1) as T,
    future: [history.present, ...history.future],
  };
}

/** One undone step forward again, or `history` itself when there is none. */
export function redo<T>(history: History<T>): History<T> {
  if (history.future.length === 0) return history;
  return {
    past: [...history.past, history.present],
    present: history.future[0] as T,
    future: history.future.slice(1),
  };
}
