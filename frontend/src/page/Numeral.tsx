import { NONE, NUMERALS } from './numerals';

/** Line widths in units of the numeral's height of 100: a hairline, and as bold as an 8 can bear. */
const THINNEST = 2.5;
const BOLDEST = 13;

interface Props {
  /** null for what is no digit. */
  digit: number | null;
  certainty?: number;
}

/**
 * One digit, drawn. It says nothing to a screen reader: the text beside it does.
 *
 * @param certainty 0..1, told by the weight of the line.
 */
export function Numeral({ digit, certainty = 0.5 }: Props) {
  return (
    <svg
      className={digit === null ? 'numeral none' : 'numeral'}
      viewBox="-8 -8 72 116"
      aria-hidden="true"
    >
      <path
        d={digit === null ? NONE : NUMERALS[digit]}
        style={{ strokeWidth: THINNEST + (BOLDEST - THINNEST) * certainty }}
      />
    </svg>
  );
}
