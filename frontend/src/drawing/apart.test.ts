import { expect, test } from 'vitest';
import { standApart } from './apart';
import { EXAMPLES } from './examples';
import type { Point, Stroke } from './stroke';

/** An upright stroke a tenth of the sheet wide. */
const upright = (x: number): Stroke => ({
  points: [
    { x, y: 0.2 },
    { x, y: 0.8 },
  ],
  width: 0.1,
});

test('strokes with paper between them stand apart, in whatever order they were drawn', () => {
  expect(standApart([upright(0.7), upright(0.3)])).toBe(true);
  expect(standApart([upright(0.3), upright(0.35), upright(0.7)])).toBe(true);
});

test('ink that touches does not, nor does a single stroke, nor none', () => {
  expect(standApart([upright(0.3), upright(0.39)])).toBe(false);
  expect(standApart([upright(0.3)])).toBe(false);
  expect(standApart([])).toBe(false);
});

test('what one stroke spans holds together whatever stands over it', () => {
  const bar: Stroke = {
    points: [
      { x: 0.2, y: 0.1 },
      { x: 0.8, y: 0.1 },
    ],
    width: 0.1,
  };
  expect(standApart([bar, upright(0.3), upright(0.7)])).toBe(false);
});

test('a stroke may have more points than a function takes arguments', () => {
  const dwelling = { points: Array(200_000).fill({ x: 0.3, y: 0.5 }) as Point[], width: 0.1 };
  expect(standApart([dwelling, upright(0.7)])).toBe(true);
});

test.each(EXAMPLES.map(({ digit, strokes }) => [digit, strokes] as const))(
  'the strokes of one digit do not: %i',
  (_, strokes) => {
    expect(standApart(strokes)).toBe(false);
  },
);
