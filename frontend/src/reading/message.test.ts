import { expect, test } from 'vitest';
import { messageOf } from './message';

const WELL = { away: false, refusal: null, slow: false };
const DRAWN = { drawing: false, empty: false };

test('says nothing when all is well', () => {
  expect(messageOf(WELL, WELL, DRAWN)).toBe('');
});

test('promises to keep the drawing, if there is one', () => {
  const away = { ...WELL, away: true };
  expect(messageOf(away, WELL, DRAWN)).toMatch(/cannot be reached.*drawing is kept/);
  expect(messageOf(WELL, away, { drawing: false, empty: true })).not.toMatch(/drawing/);
});

test('passes on the server’s sentence, but not in the middle of a stroke', () => {
  const refused = { ...WELL, refusal: 'Nothing is drawn.' };
  expect(messageOf(refused, WELL, DRAWN)).toBe('Nothing is drawn.');
  expect(messageOf(refused, WELL, { ...DRAWN, drawing: true })).toBe('');
});

test('a server that is away matters more than that it is slow', () => {
  expect(messageOf({ ...WELL, slow: true }, WELL, DRAWN)).toMatch(/Waiting/);
  expect(messageOf({ ...WELL, slow: true }, WELL, { ...DRAWN, drawing: true })).toBe('');
  expect(messageOf({ ...WELL, slow: true, away: true }, WELL, DRAWN)).not.toMatch(/Waiting/);
});
