import type { Stage } from './answer';
import { isMaps, isOutput } from './words';

/** From here on, in CSS pixels, twelve of the largest maps fit side by side: not on a phone. */
const WIDE = 500;
/** Neurons at least so large stand further apart. */
const LARGE = 40;
/** From one small neuron to the next: two dozen of them are as wide as a dozen large ones. */
const PITCH = 30;
/** Sides of cells, for a mouse and for a finger; and where there are so few that there is room. */
const [CELL, FINGER_CELL, ROOMY_CELL, FEW] = [20, 24, 40, 16];

/** Side of each neuron in CSS pixels, in a row `width` wide; of a map a multiple of its pixels. */
export function sizeOf(stage: Stage, width: number): number {
  const wide = width >= WIDE;
  if (isMaps(stage)) {
    // Of the largest maps half a multiple: a phone has two or three points to a pixel.
    if (stage.width > 20) return stage.width * (wide ? 2 : 1.5);
    if (stage.width > 10) return stage.width * (wide ? 4 : 2);
    return stage.width * 4;
  }
  if (isOutput(stage)) {
    // All in one row.
    return Math.min(ROOMY_CELL, Math.floor(width / stage.neurons) - gapOf(FINGER_CELL));
  }
  if (!wide) return FINGER_CELL;
  return stage.neurons <= FEW ? ROOMY_CELL : CELL;
}

/** Space between neurons of that size, in CSS pixels. */
export function gapOf(size: number): number {
  if (size >= LARGE) return 4;
  return size > FINGER_CELL ? PITCH - size : 2;
}

/** Side of each of so many filters, of so many pixels a side, in CSS pixels. */
export function filterSizeOf(side: number, neurons: number): number {
  if (side > 20) return side * (neurons <= FEW ? 3 : 1.5);
  return side * Math.floor((PITCH - 2) / side);
}
