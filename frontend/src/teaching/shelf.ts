import { openDB, type DBSchema } from 'idb';
import type { Kept, Shelf } from './kept';

interface Schema extends DBSchema {
  digits: { key: string; value: Kept };
}

/** The database of this browser, opened when it is first needed. */
export function createShelf(): Shelf {
  let opening: ReturnType<typeof open> | undefined;
  const database = () => (opening ??= open());
  return {
    all: async () => (await database()).getAll('digits'),
    put: async (kept) => {
      await (await database()).put('digits', kept);
    },
    remove: async (id) => (await database()).delete('digits', id),
    clear: async () => (await database()).clear('digits'),
  };
}

function open() {
  return openDB<Schema>('digits', 1, {
    upgrade: (database) => void database.createObjectStore('digits', { keyPath: 'id' }),
  });
}
