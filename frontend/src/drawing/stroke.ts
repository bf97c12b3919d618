/**
 * Strokes as data, in units of the sheet: (0, 0) is its top left corner and
 * (1, 1) its bottom right, whatever the size of the canvas that shows it.
 */

export interface Point {
  /** 0 at the left edge, 1 at the right; beyond when the pen left the sheet. */
  readonly x: number;
  /** 0 at the top edge, 1 at the bottom; beyond when the pen left the sheet. */
  readonly y: number;
  /** 0..1, only from devices that measure it. */
  readonly pressure?: number;
}

export interface Stroke {
  /** At least one point; a single one is a dot. */
  readonly points: readonly Point[];
  /** Width of the line as a share of the sheet's side. */
  readonly width: number;
}

/** The thinnest line that still leaves ink in the 28×28 picture of a sheet-filling digit. */
export const MIN_WIDTH = 0.02;
/** Beyond this the loops of a 6, 8 or 9 fill in. */
export const MAX_WIDTH = 0.12;
/** About the weight of MNIST's lines on a digit that fills two thirds of the sheet. */
export const DEFAULT_WIDTH = 0.07;

/** What a key adds to the width, or takes away: a tenth of the way from the thinnest to the thickest. */
export const WIDTH_STEP = 0.01;

/** Points closer than this (in sheet units) are one point: a resting pen sends hundreds of them. */
const SAME_PLACE = 1e-4;

/**
 * The stroke with `points` added at its end, without repeats of the same place.
 * Returns `stroke` itself when nothing was added, so that callers can compare by identity.
 */
export function extendStroke(stroke: Stroke, points: readonly Point[]): Stroke {
  const longer = [...stroke.points];
  for (const point of points) {
    const last = longer.at(-1);
    if (last && Math.hypot(point.x - last.x, point.y - last.y) < SAME_PLACE) continue;
    longer.push(point);
  }
  return longer.length === stroke.points.length ? stroke : { ...stroke, points: longer };
}
