import { createStore, type StoreApi } from 'zustand/vanilla';
import { strokesOf, type Content, type DrawingStore } from '../drawing/drawing';
import type { Reader } from '../reading/reader';
import type { Kept, KeepingStore } from './kept';

export interface Lesson {
  /** What the drawing on the sheet was said to be; null while nothing was said. */
  readonly told: Kept | null;
}

export interface Teacher {
  readonly store: StoreApi<Lesson>;
  /** "It is a 4": keeps the drawing on the sheet under that label, or corrects the label. */
  tell(label: number): Promise<void>;
  /** Takes it back. */
  untell(): Promise<void>;
}

/**
 * Between the sheet and what is kept: one drawing is kept once, however often its label changes.
 *
 * @param toPixels the 28 × 28 bytes of a picture given as a data: URL.
 */
export function createTeacher(
  drawing: DrawingStore,
  reader: Reader,
  keeping: KeepingStore,
  toPixels: (picture: string) => Promise<Uint8Array>,
): Teacher {
  const store = createStore<Lesson>()(() => ({ told: null }));
  let about: Content | null = null;

  drawing.subscribe(({ history, current }) => {
    if (store.getState().told && (current || history.present !== about)) {
      store.setState({ told: null });
    }
  });
  keeping.subscribe(({ list }) => {
    const { told } = store.getState();
    if (told && !list.some(({ id }) => id === told.id)) store.setState({ told: null });
  });

  return {
    store,
    async tell(label) {
      drawing.getState().end();
      const content = drawing.getState().history.present;
      const { reading } = reader.store.getState();
      const strokes = strokesOf(drawing.getState());
      // Of a picture nothing is left to keep but what the network saw of it.
      if (strokes.length === 0 && !(content.photo && reading)) return;
      const { told } = store.getState();
      const pixels = reading ? await toPixels(reading.input) : null;
      if (drawing.getState().history.present !== content) return;
      about = content;
      const kept: Kept = {
        id: told?.id ?? newId(),
        label,
        read: reading?.digit ?? null,
        network: reading?.model ?? '',
        strokes: strokes.length > 0 ? strokes : null,
        pixels,
        at: Date.now(),
      };
      const done = keeping.getState().keep(kept);
      store.setState({ told: kept });
      await done;
    },
    async untell() {
      const { told } = store.getState();
      if (told) await keeping.getState().remove(told.id);
    },
  };
}

/** crypto.randomUUID is missing where the page does not come over https or from this machine. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
