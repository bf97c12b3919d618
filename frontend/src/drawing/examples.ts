import { DEFAULT_WIDTH, type Point, type Stroke } from './stroke';

/** A digit to start from, as some hand writes it. */
export interface Example {
  readonly digit: number;
  /** What there is to it, where it is more than the digit. */
  readonly manner: string;
  readonly strokes: readonly Stroke[];
}

/** Points on each piece between two places: about what a mouse reports at a calm speed. */
const POINTS_PER_PIECE = 5;

/** All ten, among them what some schools teach and others never saw. */
// prettier-ignore
export const EXAMPLES: readonly Example[] = [
  example(0, 'slashed', '55 17 45 18 35 29 30 49 33 69 45 82 58 80 68 66 71 46 67 28 57 17 48 17', '66 20 50 50 34 80'),
  example(1, 'with a serif', '38 33 46 25 54 16 53 35 53 60 53 85'),
  example(2, 'with a loop', '33 30 41 19 55 17 64 27 61 42 50 58 37 73 30 81 36 73 44 75 52 81 63 84 72 77'),
  example(3, '', '32 24 42 17 56 17 66 27 62 40 46 48 60 52 69 64 63 78 48 84 31 78'),
  example(4, 'open', '37 18 34 34 31 53 50 54 71 53', '62 19 61 42 60 64 59 85'),
  example(5, '', '40 18 38 32 37 45 49 41 62 47 67 61 61 77 47 84 32 79', '40 18 54 18 68 17'),
  example(6, '', '58 15 45 29 35 48 31 67 38 81 53 84 65 75 65 60 53 54 40 59 33 69'),
  example(7, 'crossed', '29 20 45 20 60 20 71 19 64 35 54 57 45 85', '40 51 53 51 68 50'),
  example(8, '', '62 25 50 16 38 24 40 38 52 48 65 60 64 76 50 84 36 77 37 61 50 49 61 38 62 25'),
  example(9, '', '65 32 58 19 44 18 35 30 38 44 51 48 62 40 66 27 65 45 62 66 58 86'),
];

/** The one of a digit 0..9. */
export function exampleOf(digit: number): Example {
  const found = EXAMPLES.find((one) => one.digit === digit);
  if (!found) throw new RangeError(`There is no example of ${digit}.`);
  return found;
}

/** @param lines places as "x y x y …" in hundredths of the sheet, one string a stroke. */
function example(digit: number, manner: string, ...lines: string[]): Example {
  const strokes = lines.map((line) => ({ points: through(line), width: DEFAULT_WIDTH }));
  return { digit, manner, strokes };
}

/** A smooth line through all places: a Catmull–Rom spline. */
function through(line: string): Point[] {
  const values = line.split(' ').map((value) => Number(value) / 100);
  const count = values.length / 2;
  const at = (i: number): Point => {
    const place = 2 * Math.min(Math.max(i, 0), count - 1);
    return { x: values[place] ?? 0, y: values[place + 1] ?? 0 };
  };
  const points = [at(0)];
  for (let i = 0; i < count - 1; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 1; step <= POINTS_PER_PIECE; step++) {
      const t = step / POINTS_PER_PIECE;
      points.push({ x: between(a.x, b.x, c.x, d.x, t), y: between(a.y, b.y, c.y, d.y, t) });
    }
  }
  return points;
}

/** The spline's value at `t` of the way from b to c, where a lies before and d after them. */
function between(a: number, b: number, c: number, d: number, t: number): number {
  const [linear, square, cube] = [c - a, 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d];
  return b + (linear * t + square * t ** 2 + cube * t ** 3) / 2;
}
