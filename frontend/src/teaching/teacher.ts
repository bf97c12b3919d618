import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Reading } from '../api/answers';
import type { Content, DrawingStore } from '../drawing/drawing';
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
  /** Counts what was said, so that of two labels in a row the last one stays. */
  let lesson = 0;

  drawing.subscribe(({ history, current }) => {
    if (store.getState().told && (current || history.present !== about)) {
      about = null;
      store.setState({ told: null });
    }
  });
  keeping.subscribe(({ list }) => {
    const { told } = store.getState();
    if (told && !list.some(({ id }) => id === told.id)) store.setState({ told: null });
  });

  /** The reading of `content` once there is one; null if it is refused, or replaced before. */
  function nextReading(content: Content): Promise<Reading | null> {
    return new Promise((resolve) => {
      const stops = [drawing.subscribe(look), reader.store.subscribe(look)];
      function look(): void {
        const { history, current } = drawing.getState();
        const { settled, reading } = reader.store.getState();
        const gone = current !== null || history.present !== content;
        if (!gone && !settled) return;
        stops.forEach((stop) => stop());
        resolve(gone ? null : reading);
      }
      look();
    });
  }

  return {
    store,
    async tell(label) {
      drawing.getState().end();
      const content = drawing.getState().history.present;
      const strokes = content.strokes.length > 0 ? content.strokes : null;
      if (!strokes && !content.photo) return;
      // A label is of one digit.
      if (reader.store.getState().reading?.number) return;
      const id = store.getState().told?.id ?? newId();
      const mine = (lesson += 1);
      about = content;

      async function keep(reading: Reading | null): Promise<void> {
        const pixels = reading && (await toPixels(reading.input));
        if (mine !== lesson) return;
        const [read, network] = [reading?.digit ?? null, reading?.model ?? ''];
        const kept: Kept = { id, label, read, network, strokes, pixels, at: Date.now() };
        if (about === content) store.setState({ told: kept });
        await keeping.getState().keep(kept);
      }

      const { settled, reading } = reader.store.getState();
      if (settled) return reading || strokes ? keep(reading) : undefined;
      // A reading of the drawing's beginning is not of what is kept. The strokes are kept at
      // once, and what the network makes of them when it is known.
      if (strokes) await keep(null);
      const late = await nextReading(content);
      if (late && mine === lesson) await keep(late);
    },
    async untell() {
      lesson += 1;
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
