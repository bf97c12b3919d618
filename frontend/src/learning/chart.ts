/** The arithmetic of a line chart: no drawing, no page. */

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** Round numbers that divide the range of `values` into about `about` steps, and their range. */
export function ticksOf(values: readonly number[], about = 4): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const rough = (high - low || Math.abs(high) || 1) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiplied, not added up: 0.1 + 0.2 is not 0.3. Divided where that is exact.
  const exact = (n: number) => (step < 1 ? n / Math.round(1 / step) : n * step);
  return Array.from({ length: Math.max(last - first, 1) + 1 }, (_, i) => exact(first + i));
}

/** Maps `extent` onto `from`..`to`. */
export function scaleOf({ low, high }: Extent, from: number, to: number) {
  return (value: number) => from + ((value - low) / (high - low || 1)) * (to - from);
}

/** The line through all points, as an SVG path with a tenth of a unit's precision. */
export function lineThrough(points: readonly (readonly [x: number, y: number])[]): string {
  const at = ([x, y]: readonly [number, number]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return points.map((point, i) => (i === 0 ? 'M' : 'L') + at(point)).join('');
}

/** Share of the epochs, the first ones, that may run out of a chart. */
const FIRST = 1 / 8;

/**
 * The values that a chart is made to hold: the first epochs are so far off that all others would be
 * pressed flat. Later ones are never left out, however wild.
 */
export function worthShowing(values: readonly number[]): readonly number[] {
  return values.slice(Math.floor(values.length * FIRST));
}
