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
  /** Some of them are here only until the page is closed: this browser did not take them. */
  readonly unkept: boolean;
  /** What was last to be deleted is still there: this browser did not delete it. */
  readonly undeleted: boolean;

  readonly load: () => Promise<void>;
  readonly keep: (kept: Kept) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly clear: () => Promise<void>;
}

export type KeepingStore = StoreApi<Keeping>;

/**
 * Every change is shown at once, whether or not the browser keeps it: a person's word is not lost
 * before it must be. What the browser did not take goes to it again with the next change.
 */
export function createKeeping(shelf: Shelf): KeepingStore {
  return createStore<Keeping>()((set, get) => {
    let loaded = false;
    /** What lies on the shelf for certain, by its id. */
    const shelved = new Map<string, Kept>();

    async function shelve(): Promise<void> {
      const due = get().list.filter((kept) => shelved.get(kept.id) !== kept);
      try {
        await Promise.all(
          due.map(async (kept) => {
            await shelf.put(kept);
            shelved.set(kept.id, kept);
          }),
        );
        set({ unkept: false });
      } catch {
        set({ unkept: true });
      }
    }

    async function load(): Promise<void> {
      try {
        const stored = await shelf.all();
        loaded = true;
        for (const kept of stored) if (!shelved.has(kept.id)) shelved.set(kept.id, kept);
        // What was corrected while the database opened is newer.
        set({ list: together(get().list, stored) });
      } catch {
        set({ unkept: true });
        return;
      }
      await shelve();
    }

    async function discard(gone: readonly Kept[], deed: () => Promise<void>): Promise<void> {
      set({ list: get().list.filter((kept) => !gone.includes(kept)), undeleted: false });
      try {
        await deed();
      } catch {
        // What never came onto the shelf is gone all the same.
        const still = gone.filter(({ id }) => shelved.has(id));
        if (still.length > 0) set({ list: together(get().list, still), undeleted: true });
        return;
      }
      for (const { id } of gone) shelved.delete(id);
      await shelve();
    }

    return {
      list: [],
      unkept: false,
      undeleted: false,
      load,
      async keep(kept) {
        set({ list: together([kept], get().list) });
        // As long as the shelf was never seen there may be more on it.
        await (loaded ? shelve() : load());
      },
      remove: (id) =>
        discard(
          get().list.filter((kept) => kept.id === id),
          () => shelf.remove(id),
        ),
      clear: () => discard(get().list, () => shelf.clear()),
    };
  });
}

/** Both, the newest first; of two with the same id that of `some`. */
function together(some: readonly Kept[], others: readonly Kept[]): readonly Kept[] {
  const rest = others.filter(({ id }) => !some.some((kept) => kept.id === id));
  return [...some, ...rest].sort((a, b) => b.at - a.at);
}
