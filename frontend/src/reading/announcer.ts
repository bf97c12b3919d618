import type { StoreApi } from 'zustand/vanilla';
import { certaintyOf } from './certainty';
import type { Reading } from '../api/answers';
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
      timer = setTimeout(() => say(sentenceOf(reading)), REST_MS);
    }
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

function sentenceOf(reading: Reading): string {
  // One by one: a voice would make a thousand of it.
  if (reading.number) return `${reading.number.digits.length} digits: ${spelled(reading.number)}`;
  const { words, number } = certaintyOf(reading);
  return number ? `${words}, ${number}` : words;
}

function spelled({ text }: { text: string }): string {
  return text
    .split('\n')
    .map((line) => Array.from(line).join(' '))
    .join(', ');
}
