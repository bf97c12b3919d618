import type { Stroke } from '../drawing/stroke';
import type { Kept } from './kept';

const SIDE = 28;

/** As training/extra.py: what is smaller is a dot, what lies farther off is no drawing. In sides of the sheet. */
const [SMALLEST, FARTHEST] = [0.004, 10];

/** Ten thousandths of the sheet: finer than any screen. */
const fine = (value: number) => Math.round(value * 1e4) / 1e4;

/** Those that there is something to learn from: a network saw them, or they can be drawn anew. */
export function learnable(list: readonly Kept[]): readonly Kept[] {
  return list.filter(({ strokes, pixels }) => pixels !== null || canBeDrawn(strokes));
}

/**
 * What `python -m training.train NAME --extra FILE` reads; training/extra.py describes it. With
 * anything that is not `learnable` in it the whole file would be refused.
 */
export function exportOf(list: readonly Kept[]): string {
  const digits = learnable(list).map(({ label, read, network, strokes, pixels, at }) => ({
    label,
    read,
    network,
    at: new Date(at).toISOString(),
    strokes: canBeDrawn(strokes) ? strokes.map(strokeOf) : null,
    pixels: pixels && rowsOf(pixels),
  }));
  // A digit a line: small to read, and to compare.
  const lines = digits.map((digit) => JSON.stringify(digit)).join(',\n');
  return `{"format": "digits", "version": 1, "digits": [\n${lines}\n]}\n`;
}

function canBeDrawn(strokes: readonly Stroke[] | null): strokes is readonly Stroke[] {
  const points = strokes?.flatMap(({ points }) => points) ?? [];
  const [first] = points;
  return (
    first !== undefined &&
    points.some(({ x, y }) => farther(x - first.x, y - first.y) >= SMALLEST) &&
    points.every(({ x, y }) => farther(x, y) <= FARTHEST)
  );
}

const farther = (x: number, y: number) => Math.max(Math.abs(x), Math.abs(y));

function strokeOf({ width, points }: Stroke) {
  return {
    width: fine(width),
    points: points.map(({ x, y, pressure }) =>
      pressure === undefined ? [fine(x), fine(y)] : [fine(x), fine(y), fine(pressure)],
    ),
  };
}

function rowsOf(pixels: Uint8Array): number[][] {
  return Array.from({ length: SIDE }, (_, y) => [...pixels.subarray(SIDE * y, SIDE * (y + 1))]);
}
