import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Stroke } from '../drawing/stroke';

/** A drawing that a person has told the page what it is. */
export interface Kept {
  readonly id: string;
  /** What it is, 0..9, as the person says. */
  readonly label: number;
  /** What was read, 0..9, or null where nothing was. */
  readonly read: number | null;
  /** Name of the network that read it; empty where none did. */
  readonly network: string;
  /** What was drawn; null for a picture from outside. */
  readonly strokes: readonly Stroke[] | null;
  /** 28 × 28 bytes, row by row, 0 paper to 255 ink: what the network saw; null if it saw nothing. */
  readonly pixels: Uint8Array | null;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** Where they are kept: this browser's database, or a test's. All may reject. */
export interface Shelf {
  /** All of them, in any order. */
  all(): Promise<Kept[]>;
  /** Keeps one, in place of that with the same id. */
  put(kept: Kept): Promise<void>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}

export interface Keeping {
  /** The newest first; empty until loaded. */
  readonly list: readonly Kept[];
  /** A sentence when this browser will not keep them. */
  readonly trouble: string | null;

  readonly load: () => Promise<void>;
  readonly keep: (kept: Kept) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly clear: () => Promise<void>;
}

export type KeepingStore = StoreApi<Keeping>;

const TROUBLE =
  'This browser does not let the page keep anything, as in a private window: what you correct is gone when the page is closed.';

export function createKeeping(shelf: Shelf): KeepingStore {
  return createStore<Keeping>()((set, get) => {
    const without = (id: string) => get().list.filter((kept) => kept.id !== id);

    /** Shown at once, whether or not the browser keeps it: a person's word is not lost before it must be. */
    async function change(list: readonly Kept[], store: () => Promise<void>): Promise<void> {
      set({ list });
      try {
        await store();
        set({ trouble: null });
      } catch {
        set({ trouble: TROUBLE });
      }
    }

    return {
      list: [],
      trouble: null,
      async load() {
        try {
          const stored = await shelf.all();
          // What was corrected while the database opened is there as well.
          const newer = get().list.filter(({ id }) => !stored.some((kept) => kept.id === id));
          set({ list: [...newer, ...stored].sort((a, b) => b.at - a.at), trouble: null });
        } catch {
          set({ trouble: TROUBLE });
        }
      },
      keep: (kept) => change([kept, ...without(kept.id)], () => shelf.put(kept)),
      remove: (id) => change(without(id), () => shelf.remove(id)),
      clear: () => change([], () => shelf.clear()),
    };
  });
}
