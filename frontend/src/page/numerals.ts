/**
 * The ten digits in the manner of a drafting stencil (ISO 3098): one line of
 * even width made of straight pieces and arcs. Being lines and not outlines,
 * they can be drawn in any weight.
 *
 * SVG paths of the middle of the line, in a box 54 wide and 100 high.
 */
export const NUMERALS: readonly string[] = [
  'M27 0A27 27 0 0 1 54 27V73A27 27 0 0 1 0 73V27A27 27 0 0 1 27 0Z',
  'M10 24L34 0V100',
  'M1 27A26.5 26.5 0 0 1 54 27C54 41 46 49 38 58L1 100H55',
  'M4 17A24 23.5 0 1 1 26 46.5H20M26 46.5A27 27 0 1 1 0 78',
  'M33 0L0 74H56M41 46V100',
  'M50 0H8L4 46C11 40 18 38 26 38C43 38 54 51 54 69C54 87 43 100 26 100C13 100 4 93 0 82',
  'M38 0L3.4 57.8A27.5 27.5 0 0 0 50.6 86.2A27.5 27.5 0 0 0 3.4 57.8',
  'M0 0H54L20 100',
  'M27 45.5A22.5 22.5 0 0 1 27 .5A22.5 22.5 0 0 1 27 45.5A27 27.25 0 0 1 27 100A27 27.25 0 0 1 27 45.5Z',
  'M16 100L50.6 42.2A27.5 27.5 0 0 0 3.4 13.8A27.5 27.5 0 0 0 50.6 42.2',
];

/** In the place of a digit where there is none: the sign of the empty set, as high as a digit. */
export const NONE = `${NUMERALS[0] ?? ''}M0 96L54 4`;
