import { describe, expect, test } from 'vitest';
import type { Reading } from '../api/answers';
import { certaintyOf, percent } from './certainty';

/** A reading with these probabilities; the rest is shared by the other digits. */
function reading(shares: Record<number, number>): Reading {
  const rest =
    (1 - Object.values(shares).reduce((a, b) => a + b)) / (10 - Object.keys(shares).length);
  const probabilities = Array.from({ length: 10 }, (_, digit) => shares[digit] ?? rest);
  const confidence = Math.max(...probabilities);
  return {
    digit: probabilities.indexOf(confidence),
    confidence,
    probabilities,
    model: '',
    input: '',
  };
}

/** As a person reads it, with ordinary spaces. */
function told(shares: Record<number, number>): string {
  const { words, number } = certaintyOf(reading(shares));
  return `${words} — ${number}`.replaceAll('\u00a0', ' ');
}

test.each([
  [{ 7: 0.994 }, 'a 7, almost certain — 99.4 %'],
  [{ 8: 0.93 }, 'an 8, quite sure — 93.0 %'],
  [{ 4: 0.52, 9: 0.38 }, 'a 4, maybe a 9 — 52 % to 38 %'],
  [{ 3: 0.8, 8: 0.16 }, 'a 3, maybe an 8 — 80 % to 16 %'],
  [{ 2: 0.75 }, 'a 2, probably — 75 %'],
  [{ 5: 0.3 }, 'a 5, at a guess — 30 %'],
])('%o: %s', (shares, sentence) => {
  expect(told(shares)).toBe(sentence);
});

test('only a rival close enough to be named is shown', () => {
  expect(certaintyOf(reading({ 4: 0.52, 9: 0.38 })).rival).toBe(9);
  expect(certaintyOf(reading({ 4: 0.91, 9: 0.09 })).rival).toBeNull();
});

test('no digit is said with the reason, without a number', () => {
  const none: Reading = { ...reading({ 1: 0.4 }), digit: null, reason: 'That looks like a star.' };
  expect(certaintyOf(none)).toEqual({ words: 'That looks like a star.', number: '', rival: null });
});

describe('percent', () => {
  test.each([0.9995, 0.99999, 1])('never calls %f certain', (share) => {
    expect(percent(share)).toBe('over 99.9\u00a0%');
  });
});
