import { openDB, type DBSchema } from 'idb';
import type { Kept, Shelf } from './kept';

interface Schema extends DBSchema {
  digits: { key: string; value: Kept };
}

/** The database of this browser, opened when it is first needed. */
export function createShelf(): Shelf {
  let opening: ReturnType<typeof open> | undefined;
  // A database that did not open, or was closed on the page, may open the next time.
  const forget = () => {
    opening = undefined;
  };
  function database() {
    if (!opening) {
      opening = open(forget);
      opening.catch(forget);
    }
    return opening;
  }
  return {
    all: async () => (await database()).getAll('digits'),
    put: async (kept) => {
      await (await database()).put('digits', kept);
    },
    remove: async (id) => (await database()).delete('digits', id),
    clear: async () => (await database()).clear('digits'),
  };
}

function open(terminated: () => void) {
  return openDB<Schema>('digits', 1, {
    upgrade: (database) => void database.createObjectStore('digits', { keyPath: 'id' }),
    terminated,
  });
}
