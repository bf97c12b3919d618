import type { Surroundings } from './desk';

/** For tests: nothing ever comes of it. */
export const never = () => new Promise<never>(() => undefined);

/** For tests: a server and a database that never answer. */
export const SILENCE = {
  api: {
    predict: never,
    read: never,
    insight: never,
    networks: never,
    learned: never,
    filters: never,
  },
  shelf: { all: never, put: never, remove: never, clear: never },
} satisfies Partial<Surroundings>;
