import { expect, test } from 'vitest';
import { EXAMPLES } from './examples';
import { pathOf } from './path';

test('there is one of each digit, whole and on the sheet', () => {
  expect(EXAMPLES.map(({ digit }) => digit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const { strokes } of EXAMPLES) {
    for (const { x, y } of strokes.flatMap(({ points }) => points)) {
      expect(Math.min(x, y)).toBeGreaterThan(0.1);
      expect(Math.max(x, y)).toBeLessThan(0.9);
    }
  }
});

test('the path of a thumbnail reaches the last point; that of a dot is a dot', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 0.5, y: 0 },
    { x: 0.5, y: 1 },
  ];
  expect(pathOf({ points, width: 0.1 })).toBe('M0 0Q0.5 0 0.5 0.5Q0.5 1 0.5 1');
  expect(pathOf({ points: [{ x: 0.25, y: 0.5 }], width: 0.1 })).toBe('M0.25 0.5h0');
});
