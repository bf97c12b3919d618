import type { StoreApi } from 'zustand/vanilla';
import { certaintyOf } from './certainty';
import type { ReaderState } from './reader';

/** How long the pen must rest before a reading is spoken, in milliseconds: between the strokes of one digit it rests less. */
export const REST_MS = 800;

/**
 * Tells `say` the reading once the pen has rested on it, never at every stroke.
 *
 * @param say gets one sentence for a screen reader, or '' when there is no longer a reading.
 * @returns a function that stops it.
 */
export function announce(
  reader: StoreApi<ReaderState>,
  say: (sentence: string) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unsubscribe = reader.subscribe(({ reading, settled }) => {
    clearTimeout(timer);
    if (!reading) say('');
    else if (settled) {
      const { words, number } = certaintyOf(reading);
      timer = setTimeout(() => say(number ? `${words}, ${number}` : words), REST_MS);
    }
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
