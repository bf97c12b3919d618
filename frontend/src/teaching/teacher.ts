import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DigitReading, Reading } from '../api/answers';
import { isBlank, type Content, type DrawingStore } from '../drawing/drawing';
import type { Stroke } from '../drawing/stroke';
import { placeOf, type PointingStore } from '../reading/pointing';
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
 * Between the sheet and what is kept: one drawing is kept once, however often its label changes,
 * and also when it comes back from the gallery or by undo. Of several digits each is kept by itself.
 *
 * @param toPixels the 28 × 28 bytes of a picture given as a data: URL.
 */
export function createTeacher(
  drawing: DrawingStore,
  reader: Reader,
  pointing: PointingStore,
  keeping: KeepingStore,
  toPixels: (picture: string) => Promise<Uint8Array>,
): Teacher {
  const store = createStore<Lesson>()(() => ({ told: null }));
  /** What was kept in this visit: by its strokes, its photo, or the picture of one of several digits. */
  const ids = new Map<unknown, string>();
  /** Of each, the newest label's number, so that of two labels in a row the last one stays. */
  const lessons = new Map<string, number>();
  let lesson = 0;

  function pointedAt(): DigitReading | null {
    const { reading } = reader.store.getState();
    return reading?.number?.digits[placeOf(reading, pointing.getState())] ?? null;
  }

  /** The id under which what is looked at is kept, or was; undefined where it never was. */
  function idOf({ strokes, photo }: Content, digit: DigitReading | null): string | undefined {
    const known = ids.get(digit?.input ?? photo ?? strokes);
    if (known || digit || photo) return known;
    return keeping.getState().list.find((kept) => kept.strokes && same(kept.strokes, strokes))?.id;
  }

  function update(): void {
    const { history, current } = drawing.getState();
    const id = current || isBlank(history.present) ? undefined : idOf(history.present, pointedAt());
    const told = keeping.getState().list.find((kept) => kept.id === id) ?? null;
    if (told !== store.getState().told) store.setState({ told });
  }
  drawing.subscribe((now, before) => {
    if (now.history !== before.history || (now.current === null) !== (before.current === null)) {
      update();
    }
  });
  reader.store.subscribe((now, before) => {
    if (now.reading !== before.reading) update();
  });
  pointing.subscribe(update);
  keeping.subscribe(update);
  // What is deleted stays deleted, whatever is still on its way to it.
  keeping.subscribe(({ list }, before) => {
    if (list === before.list) return;
    const kept = new Set(list.map(({ id }) => id));
    for (const { id } of before.list) if (!kept.has(id)) lessons.delete(id);
  });

  function keep(content: Content, label: number, mine: number) {
    /** Keeps `content`, or of several digits in it that one, under the label that `mine` stands for. */
    return async (reading: Reading | null, digit: DigitReading | null = null): Promise<void> => {
      const id = idOf(content, digit) ?? newId();
      ids.set(digit?.input ?? content.photo ?? content.strokes, id);
      lessons.set(id, mine);
      const seen = digit ?? reading;
      const pixels = seen && (await toPixels(seen.input));
      if (lessons.get(id) !== mine) return;
      const strokes = digit || content.photo ? null : content.strokes;
      const [read, network] = [seen?.digit ?? null, reading?.model ?? ''];
      await keeping.getState().keep({ id, label, read, network, strokes, pixels, at: Date.now() });
    };
  }

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
      if (isBlank(content)) return;
      const mine = (lesson += 1);
      const keepAs = keep(content, label, mine);
      const { settled, reading } = reader.store.getState();
      if (settled) return reading || !content.photo ? keepAs(reading, pointedAt()) : undefined;
      // A reading of the drawing's beginning is not of what is kept. The strokes are kept at
      // once, and what the network makes of them when it is known. Of several digits it must
      // be known which is meant.
      const early = !content.photo && !reading?.number;
      if (early) await keepAs(null);
      const id = idOf(content, null);
      const late = await nextReading(content);
      if (!late || (early && (!id || lessons.get(id) !== mine))) return;
      if (late.number && early && id) await keeping.getState().remove(id);
      await keepAs(late, pointedAt());
    },
    async untell() {
      const { told } = store.getState();
      if (told) await keeping.getState().remove(told.id);
    },
  };
}

function same(some: readonly Stroke[], others: readonly Stroke[]): boolean {
  return some === others || JSON.stringify(some) === JSON.stringify(others);
}

/** crypto.randomUUID is missing where the page does not come over https or from this machine. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
