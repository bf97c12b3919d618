import type { Stroke } from './stroke';

/** Whether there is paper from top to bottom between strokes, as between the digits of a number. */
export function standApart(strokes: readonly Stroke[]): boolean {
  const spans = strokes.map(spanOf).sort((a, b) => a.left - b.left);
  let right = Infinity;
  for (const span of spans) {
    if (span.left > right) return true;
    right = right === Infinity ? span.right : Math.max(right, span.right);
  }
  return false;
}

/** The columns that a stroke inks. */
function spanOf({ points, width }: Stroke): { left: number; right: number } {
  let [left, right] = [Infinity, -Infinity];
  for (const { x } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return { left: left - width / 2, right: right + width / 2 };
}
