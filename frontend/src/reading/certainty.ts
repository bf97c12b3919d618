import type { Reading } from '../api/answers';

/** A reading in words. */
export interface Certainty {
  /** "a 7, almost certain", "a 4, maybe a 9", "that is no digit". */
  readonly words: string;
  /** "99.4 %", "52 % to 38 %", or empty where a number would say nothing. */
  readonly number: string;
  /** The second choice where it is close enough to name; null otherwise. */
  readonly rival: number | null;
}

/** From here up a reading is wrong less than once in a hundred, if the network knows itself. */
const ALMOST_CERTAIN = 0.99;
const QUITE_SURE = 0.9;
const PROBABLE = 0.7;
/** A rival with less than this share is one of several, and naming it would mislead. */
const RIVAL = 0.15;

export function certaintyOf({
  digit,
  confidence,
  probabilities,
  reason,
}: Pick<Reading, 'digit' | 'confidence' | 'probabilities' | 'reason'>): Certainty {
  if (digit === null) return { words: reason ?? 'that is no digit', number: '', rival: null };

  const name = withArticle(digit);
  const number = percent(confidence);
  if (confidence >= ALMOST_CERTAIN)
    return { words: `${name}, almost certain`, number, rival: null };
  if (confidence >= QUITE_SURE) return { words: `${name}, quite sure`, number, rival: null };

  const [rival, share] = secondOf(probabilities, digit);
  if (share >= RIVAL) {
    const words = `${name}, maybe ${withArticle(rival)}`;
    return { words, number: `${percent(confidence)} to ${percent(share)}`, rival };
  }
  if (confidence >= PROBABLE) return { words: `${name}, probably`, number, rival: null };
  return { words: `${name}, at a guess`, number, rival: null };
}

/** "a 7", "an 8". */
export function withArticle(digit: number): string {
  return digit === 8 ? 'an 8' : `a ${digit}`;
}

/**
 * A share 0..1 for people, one decimal near certainty and none elsewhere, its
 * sign held to it by a space that does not break. Never
 * "100 %": no network is that sure, and rounding must not say so.
 */
export function percent(share: number): string {
  const points = share * 100;
  if (points >= 99.95) return 'over 99.9\u00a0%';
  return `${points >= 90 ? points.toFixed(1) : points.toFixed(0)}\u00a0%`;
}

function secondOf(probabilities: readonly number[], first: number): [digit: number, share: number] {
  let best: [number, number] = [-1, -1];
  probabilities.forEach((share, digit) => {
    if (digit !== first && share > best[1]) best = [digit, share];
  });
  return best;
}
