import { NONE, NUMERALS } from './numerals';

/** Line widths in units of the numeral's height of 100: a hairline, and as bold as an 8 can bear. */
const THINNEST = 2.5;
const BOLDEST = 13;

interface Props {
  /** null for what is no digit. */
  digit: number | null;
  certainty?: number;
  lit?: boolean;
}

/**
 * One digit, drawn. It says nothing to a screen reader: the text beside it does.
 *
 * @param certainty 0..1, told by the weight of the line.
 * @param lit it stands on something light.
 */
export function Numeral({ digit, certainty = 0.5, lit = false }: Props) {
  const classes = ['numeral', digit === null && 'none', lit && 'lit'].filter(Boolean);
  return (
    <svg className={classes.join(' ')} viewBox="-8 -8 72 116" aria-hidden="true">
      <path
        d={digit === null ? NONE : NUMERALS[digit]}
        style={{ strokeWidth: THINNEST + (BOLDEST - THINNEST) * certainty }}
      />
    </svg>
  );
}
