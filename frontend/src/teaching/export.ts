import type { Stroke } from '../drawing/stroke';
import type { Kept } from './kept';

const SIDE = 28;

/** Ten thousandths of the sheet: finer than any screen. */
const fine = (value: number) => Math.round(value * 1e4) / 1e4;

/** What `python -m training.train NAME --extra FILE` reads; training/extra.py describes it. */
export function exportOf(list: readonly Kept[]): string {
  const digits = list.map(({ label, read, network, strokes, pixels, at }) => ({
    label,
    read,
    network,
    at: new Date(at).toISOString(),
    strokes: strokes?.map(strokeOf) ?? null,
    pixels: pixels && rowsOf(pixels),
  }));
  // A digit a line: small to read, and to compare.
  const lines = digits.map((digit) => JSON.stringify(digit)).join(',\n');
  return `{"format": "digits", "version": 1, "digits": [\n${lines}\n]}\n`;
}

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
