import type { CSSProperties } from 'react';
import type { Reading } from '../api/answers';
import { Numeral } from './Numeral';

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** How probable the network holds each digit: ten bars on one scale. */
export function Scale({ reading }: { reading: Reading | null }) {
  return (
    <ol
      className="scale"
      data-testid="probabilities"
      aria-label="Probability of each digit in percent"
    >
      {DIGITS.map((each) => {
        const share = reading?.probabilities[each] ?? 0;
        return (
          <li
            key={each}
            data-digit={each}
            data-share={share}
            className={each === reading?.digit ? 'leading' : undefined}
            style={{ '--share': share } as CSSProperties}
          >
            <span className="mark">
              <span className="unseen">{each}: </span>
              <Numeral digit={each} />
            </span>
            <span className="track">
              <span className="bar" />
            </span>
            <span className="value">{reading ? points(share) : ''}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** Percent to one decimal, never rounded up to certainty. */
function points(share: number): string {
  return Math.min(share * 100, 99.9).toFixed(1);
}
