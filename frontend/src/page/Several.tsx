import type { CSSProperties } from 'react';
import type { NumberReading } from '../api/answers';
import { certaintyOf } from '../reading/certainty';
import { Numeral } from './Numeral';

interface Props {
  number: NumberReading;
  /** The place of the digit looked at. */
  at: number;
  point: (at: number) => void;
}

/** The digits of a number as they stand on the sheet, each a key that shows how it was read. */
export function Several({ number, at, point }: Props) {
  const lines = number.text.split('\n');
  const longest = Math.max(...lines.map((line) => line.length));
  let place = 0;
  return (
    <div
      className="several"
      style={{ '--digits': longest, '--lines': lines.length } as CSSProperties}
    >
      {lines.map((line, row) => (
        <div key={row}>
          {Array.from(line, () => {
            const mine = place++;
            return <Key key={mine} number={number} place={mine} at={at} point={point} />;
          })}
        </div>
      ))}
    </div>
  );
}

function Key({ number, place, at, point }: Props & { place: number }) {
  const digit = number.digits[place];
  if (!digit) return null;
  const { words, number: percent } = certaintyOf(digit);
  const look = () => point(place);
  return (
    <button
      type="button"
      data-testid={`digit-${place}`}
      aria-label={`Digit ${place + 1}: ${words}, ${percent}`}
      aria-pressed={place === at}
      onClick={look}
      onFocus={look}
      onPointerEnter={look}
    >
      <Numeral digit={digit.digit} certainty={digit.confidence} />
    </button>
  );
}
