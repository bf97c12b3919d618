import { NUMERALS } from './numerals';

/** Line widths in units of the numeral's height of 100: a hairline, and as bold as an 8 can bear. */
const THINNEST = 2.5;
const BOLDEST = 13;

/**
 * One digit, drawn. It says nothing to a screen reader: the text beside it does.
 *
 * @param certainty 0..1, told by the weight of the line.
 */
export function Numeral({ digit, certainty = 0.5 }: { digit: number; certainty?: number }) {
  return (
    <svg className="numeral" viewBox="-8 -8 72 116" aria-hidden="true">
      <path
        d={NUMERALS[digit]}
        style={{ strokeWidth: THINNEST + (BOLDEST - THINNEST) * certainty }}
      />
    </svg>
  );
}
