/**
 * The ten digits as a hand draws them: strokes, each a list of points in units
 * of the sheet (0..1, y down).
 */
export type Place = readonly [x: number, y: number];
export type Stroke = readonly Place[];

/** Points on each piece between two places: about what a mouse reports at a calm speed. */
const POINTS_PER_PIECE = 6;

/** A smooth line through all places, given as "x y, x y, …" (a Catmull–Rom spline). */
function through(list: string): Stroke {
  const places = list
    .split(',')
    .map((place) => place.trim().split(' ').map(Number) as [number, number]);
  const at = (i: number) => places[Math.min(Math.max(i, 0), places.length - 1)] as Place;
  const points = [at(0)];
  for (let i = 0; i < places.length - 1; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)] as const;
    for (let step = 1; step <= POINTS_PER_PIECE; step++) {
      const t = step / POINTS_PER_PIECE;
      points.push([between(a[0], b[0], c[0], d[0], t), between(a[1], b[1], c[1], d[1], t)]);
    }
  }
  return points;
}

/** The spline's value at `t` of the way from b to c, where a lies before and d after them. */
function between(a: number, b: number, c: number, d: number, t: number): number {
  const [linear, square, cube] = [c - a, 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d];
  return b + (linear * t + square * t ** 2 + cube * t ** 3) / 2;
}

export const DIGITS: Record<number, readonly Stroke[]> = {
  0: [
    through(
      '.53 .17, .4 .21, .31 .35, .29 .53, .34 .72, .47 .83, .6 .79, .69 .64, .71 .45, .66 .27, .53 .17',
    ),
  ],
  1: [through('.54 .15, .53 .3, .51 .5, .49 .7, .48 .86')],
  2: [
    through(
      '.31 .34, .36 .22, .5 .16, .64 .23, .66 .37, .56 .53, .42 .68, .3 .81, .45 .81, .72 .8',
    ),
  ],
  3: [
    through(
      '.32 .24, .42 .17, .56 .17, .66 .27, .62 .4, .46 .48, .6 .52, .69 .64, .63 .78, .48 .84, .31 .78',
    ),
  ],
  4: [
    through('.4 .17, .36 .33, .3 .53, .5 .53, .73 .51'),
    through('.62 .22, .61 .45, .59 .66, .58 .86'),
  ],
  5: [
    through('.38 .18, .37 .3, .35 .45, .47 .42, .61 .47, .68 .6, .63 .76, .48 .84, .31 .79'),
    through('.38 .18, .52 .18, .68 .17'),
  ],
  6: [
    through(
      '.58 .15, .45 .29, .35 .48, .31 .67, .38 .81, .53 .84, .65 .75, .65 .6, .53 .54, .4 .59, .33 .69',
    ),
  ],
  7: [through('.29 .2, .45 .2, .6 .195, .71 .19, .64 .35, .54 .57, .44 .85')],
  8: [
    through(
      '.62 .25, .5 .16, .38 .24, .4 .38, .52 .48, .65 .6, .64 .76, .5 .84, .36 .77, .37 .61, .5 .49, .61 .38, .62 .25',
    ),
  ],
  9: [
    through(
      '.65 .32, .58 .19, .44 .18, .35 .3, .38 .44, .51 .48, .62 .4, .66 .27, .65 .45, .62 .66, .58 .86',
    ),
  ],
};
