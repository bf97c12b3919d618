import { expect, test } from 'vitest';
import type { Reading } from '../api/answers';
import { createDrawing } from '../drawing/drawing';
import { createPointing, lookedAt, placeOf } from './pointing';

const probabilities = Array.from({ length: 10 }, () => 0.1);
const input = 'data:image/png;base64,';
const digits = [2, 0, 6].map((digit) => ({
  digit,
  confidence: 1,
  probabilities,
  input,
  box: [0, 0, 1, 1] as const,
}));
const ONE: Reading = { digit: 7, confidence: 1, probabilities, model: '', input };
const SEVERAL: Reading = { ...ONE, digit: null, number: { text: '206', digits } };

test('the last of several is looked at until another is pointed at', () => {
  const pointing = createPointing(createDrawing());
  expect(lookedAt(SEVERAL, pointing.getState())?.digit).toBe(6);
  pointing.getState().point(1);
  expect(lookedAt(SEVERAL, pointing.getState())?.digit).toBe(0);
});

test('what is drawn next is looked at again', () => {
  const drawing = createDrawing();
  const pointing = createPointing(drawing);
  pointing.getState().point(0);
  drawing.getState().setWidth(0.05);
  expect(placeOf(SEVERAL, pointing.getState())).toBe(0);
  drawing.getState().begin({ x: 0.5, y: 0.5 });
  expect(placeOf(SEVERAL, pointing.getState())).toBe(2);
});

test('a place that there is no more is not looked at', () => {
  expect(placeOf(SEVERAL, { at: 5 })).toBe(2);
});

test('of one digit there is nothing to point at', () => {
  expect(placeOf(ONE, { at: null })).toBe(-1);
  expect(lookedAt(ONE, { at: 0 })).toBe(ONE);
  expect(lookedAt(null, { at: 0 })).toBeNull();
});
