/** Bytes as pixels: rows of RGBA, for a canvas. All are shown on the dark of the lens. */

type Colour = readonly [red: number, green: number, blue: number];

// The lens of theme.css, and the ink and the accent of its dark half: a lens is dark by day, too.
const LENS: Colour = [13, 16, 18];
const INK: Colour = [244, 241, 230];
const ACCENT: Colour = [255, 125, 84];
/** Where weights are neither for ink nor against it. */
const MIDDLE: Colour = [92, 100, 98];

/** Exponent of activity: 1 would show it as it is, 0 all of it alike. */
const FAIRNESS = 0.6;

/** How much of the drawing shimmers through where it is only there for comparison, 0..1. */
const FAINT = 0.2;

/** Ink 0..255: from the dark of the lens to ink. */
export function inkShades(values: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  return shades(values.length, (i) => between(LENS, INK, (values[i] ?? 0) / 255));
}

/** Activity 0..255, likewise, but so that the weak is seen, too: a single neuron may be far ahead. */
export function activityShades(values: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  return shades(values.length, (i) => between(LENS, INK, ((values[i] ?? 0) / 255) ** FAIRNESS));
}

/** Whether what is written on the first pixel should be dark. */
export function isLight(rgba: Uint8ClampedArray): boolean {
  return (rgba[0] ?? 0) > 116;
}

/** Weights -127..127: light where there should be ink, dark where there should be none. */
export function weightShades(values: Int8Array): Uint8ClampedArray<ArrayBuffer> {
  return shades(values.length, (i) => {
    const share = (values[i] ?? 0) / 127;
    return between(MIDDLE, share > 0 ? INK : LENS, Math.abs(share));
  });
}

/**
 * What spoke for a digit, or with `sign` -1 against it, in the accent on a faint drawing.
 *
 * @param values -127..127
 * @param ink 0..255, the drawing itself.
 */
export function saliencyShades(
  values: Int8Array,
  ink: Uint8Array,
  sign: 1 | -1,
): Uint8ClampedArray<ArrayBuffer> {
  return shades(values.length, (i) => {
    const faint = between(LENS, INK, (FAINT * (ink[i] ?? 0)) / 255);
    const share = Math.max(0, (sign * (values[i] ?? 0)) / 127);
    return between(faint, ACCENT, Math.sqrt(share));
  });
}

/** What comes through weights -127..127 from ink 0..255: their product, -127..127. */
export function through(weights: Int8Array, ink: Uint8Array): Int8Array {
  return weights.map((weight, i) => (weight * (ink[i] ?? 0)) / 255);
}

function shades(length: number, colourOf: (i: number) => Colour): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * length);
  for (let i = 0; i < length; i++) rgba.set([...colourOf(i), 255], 4 * i);
  return rgba;
}

function between(from: Colour, to: Colour, share: number): Colour {
  const at = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * share;
  return [at(0), at(1), at(2)];
}
