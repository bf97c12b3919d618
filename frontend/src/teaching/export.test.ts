import { expect, test } from 'vitest';
import { exportOf, learnable } from './export';
import type { Kept } from './kept';

const SEEN = new Uint8Array(784).fill(9);

function kept(points: readonly (readonly [number, number])[] | null, pixels: Uint8Array | null) {
  const strokes = points && [{ width: 0.07, points: points.map(([x, y]) => ({ x, y })) }];
  return { id: '', label: 1, read: null, network: '', strokes, pixels, at: 0 } satisfies Kept;
}

const LINE = [
  [0.5, 0.1],
  [0.5, 0.9],
] as const;
const DOT = [[0.5, 0.5]] as const;
/** As a made-up link may have it. */
const FAR = [...LINE, [15, 0.5]] as const;

interface File {
  digits: { strokes: unknown; pixels: unknown }[];
}

// For a single one of which training/extra.py refuses the whole file.
test.each([
  ['a dot', DOT],
  ['a point far off the sheet', FAR],
  ['a picture', null],
])('%s that no network saw is left out', (_, points) => {
  const list = [kept(LINE, null), kept(points, null)];
  expect(learnable(list)).toEqual([list[0]]);
  const { digits } = JSON.parse(exportOf(list)) as File;
  expect(digits).toHaveLength(1);
});

test.each([
  ['a dot', DOT],
  ['a point far off the sheet', FAR],
])('%s that a network saw is there as it was seen', (_, points) => {
  const { digits } = JSON.parse(exportOf([kept(points, SEEN)])) as File;
  expect(digits[0]?.strokes).toBeNull();
  expect(digits[0]?.pixels).toHaveLength(28);
});
