import type { Point, Stroke } from './stroke';

/** The part of a 2D context that drawing strokes takes: small enough for a test to record. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'quadraticCurveTo'
  | 'arc'
  | 'stroke'
  | 'fill'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'strokeStyle'
  | 'fillStyle'
>;

/** A pen pressed at half its range draws the chosen width; the extremes half and one and a half of it. */
function widthAt(stroke: Stroke, point: Point): number {
  return stroke.width * (point.pressure === undefined ? 1 : 0.5 + point.pressure);
}

/**
 * Draws strokes onto `pen`, the same for the screen and for the picture that is sent.
 *
 * @param size side of the target in its own pixels; strokes are scaled by it.
 * @param ink any CSS colour.
 */
export function renderStrokes(
  pen: Pen,
  strokes: readonly Stroke[],
  size: number,
  ink: string,
): void {
  pen.strokeStyle = ink;
  pen.fillStyle = ink;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const stroke of strokes) renderStroke(pen, stroke, size);
}

function renderStroke(pen: Pen, stroke: Stroke, size: number): void {
  const first = stroke.points[0];
  if (!first) return;
  if (stroke.points.length === 1) {
    pen.beginPath();
    pen.arc(first.x * size, first.y * size, (widthAt(stroke, first) * size) / 2, 0, 2 * Math.PI);
    pen.fill();
  } else if (first.pressure === undefined) {
    renderEven(pen, stroke, first, size);
  } else {
    renderPressed(pen, stroke, first, size);
  }
}

/** One smooth path. */
function renderEven(pen: Pen, stroke: Stroke, first: Point, size: number): void {
  pen.lineWidth = stroke.width * size;
  pen.beginPath();
  pen.moveTo(first.x * size, first.y * size);
  for (const { bend, to } of curvesOf(stroke.points)) {
    pen.quadraticCurveTo(bend.x * size, bend.y * size, to.x * size, to.y * size);
  }
  pen.stroke();
}

/** The same curves one by one, because a path has one width and a pressed pen has many. */
function renderPressed(pen: Pen, stroke: Stroke, first: Point, size: number): void {
  let from = first;
  for (const { bend, to } of curvesOf(stroke.points)) {
    pen.lineWidth = widthAt(stroke, bend) * size;
    pen.beginPath();
    pen.moveTo(from.x * size, from.y * size);
    pen.quadraticCurveTo(bend.x * size, bend.y * size, to.x * size, to.y * size);
    pen.stroke();
    from = to;
  }
}

/**
 * The curves that follow the first point: each later point bends one between
 * the midpoints on either side of it, so that sparse points, as a fast hand
 * leaves them, show no corners. The last one ends in its point.
 */
export function* curvesOf(points: readonly Point[]): Generator<{ bend: Point; to: Point }> {
  for (const [i, bend] of points.entries()) {
    if (i === 0) continue;
    const next = points[i + 1];
    const to = next ? { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 } : bend;
    yield { bend, to };
  }
}
