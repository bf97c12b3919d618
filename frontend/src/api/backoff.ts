/** First wait before asking an unreachable server again, in milliseconds. */
const FIRST_MS = 1000;
/** Longest wait: a person who has just fixed the network is still looking at the page. */
const LONGEST_MS = 15_000;

/** Milliseconds to wait after `failures` (1 or more) failures in a row: doubling, bounded. */
export function backoff(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
}
