import { curvesOf } from './render';
import type { Stroke } from './stroke';

/** Three digits are a third of a pixel on the largest sheet. */
const short = (value: number) => Number(value.toFixed(3)).toString();

/** The middle of a stroke as an SVG path, in units of the sheet: for thumbnails. */
export function pathOf({ points }: Stroke): string {
  const [first] = points;
  if (!first) return '';
  const start = `M${short(first.x)} ${short(first.y)}`;
  // A line of no length shows as a dot where its ends are round.
  if (points.length === 1) return `${start}h0`;
  const curves = Array.from(
    curvesOf(points),
    ({ bend, to }) => `Q${short(bend.x)} ${short(bend.y)} ${short(to.x)} ${short(to.y)}`,
  );
  return start + curves.join('');
}
