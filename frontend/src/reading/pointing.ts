import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DigitReading, Reading } from '../api/answers';
import type { DrawingStore } from '../drawing/drawing';

/** Which of several digits is looked at. */
export interface Pointing {
  /** Its place from 0; null for the last one, which is the one being written. */
  readonly at: number | null;
  readonly point: (at: number) => void;
}

export type PointingStore = StoreApi<Pointing>;

/** Until something else is drawn. */
export function createPointing(drawing: DrawingStore): PointingStore {
  const store = createStore<Pointing>()((set) => ({ at: null, point: (at) => set({ at }) }));
  drawing.subscribe((now, before) => {
    if (now.history === before.history && now.current === before.current) return;
    store.setState({ at: null });
  });
  return store;
}

/** The place of the digit that is looked at; -1 where there are not several. */
export function placeOf(reading: Reading | null, { at }: Pick<Pointing, 'at'>): number {
  const last = (reading?.number?.digits.length ?? 0) - 1;
  return Math.min(at ?? last, last);
}

/** What to show of a reading: the one digit of several that is looked at, or the reading itself. */
export function lookedAt(
  reading: Reading | null,
  pointing: Pick<Pointing, 'at'>,
): Reading | DigitReading | null {
  return reading?.number?.digits[placeOf(reading, pointing)] ?? reading;
}

/** "Digit 2 of 4", the one that is looked at; empty where there are not several. */
export function whichOf(reading: Reading | null, pointing: Pick<Pointing, 'at'>): string {
  const several = reading?.number?.digits.length;
  return several ? `Digit ${placeOf(reading, pointing) + 1} of ${several}` : '';
}
