import { createStore, type StoreApi } from 'zustand/vanilla';
import { lookedAt, type PointingStore } from '../reading/pointing';
import type { ReaderState } from '../reading/reader';

/** What is looked into: the whole picture, or of several digits the one pointed at. */
export interface Subject {
  /** Whether it is known which; or never will be, as nobody answers. */
  readonly known: boolean;
  /** The 28×28 picture of the digit pointed at, as a data: URL; null where there are not several. */
  readonly digit: string | null;
}

export type SubjectStore = StoreApi<Subject>;

export function createSubject(
  reader: StoreApi<ReaderState>,
  pointing: PointingStore,
): SubjectStore {
  const store = createStore<Subject>()(() => ({ known: false, digit: null }));
  function update(): void {
    const { reading, settled, away } = reader.getState();
    const digit = reading?.number ? (lookedAt(reading, pointing.getState())?.input ?? null) : null;
    store.setState({ known: settled || away, digit });
  }
  reader.subscribe(update);
  pointing.subscribe(update);
  return store;
}
