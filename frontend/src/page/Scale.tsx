import type { CSSProperties } from 'react';
import type { DigitReading, Reading } from '../api/answers';
import { withArticle } from '../reading/certainty';
import { Numeral } from './Numeral';

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

interface Props {
  reading: Reading | DigitReading | null;
  /** What the drawing was said to be. */
  told: number | null;
  /** Says what the drawing is; null while there is none. */
  tell: ((digit: number) => void) | null;
}

/** How probable the network holds each digit: ten bars on one scale, each to be pressed to say "this it is". */
export function Scale({ reading, told, tell }: Props) {
  return (
    <ol
      className={reading?.digit === null ? 'scale doubted' : 'scale'}
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
            <span className="value">{reading && reading.digit !== null ? points(share) : ''}</span>
            <button
              type="button"
              data-testid={`tell-${each}`}
              aria-label={`It is ${withArticle(each)}`}
              aria-pressed={each === told}
              disabled={!tell}
              onClick={() => tell?.(each)}
            />
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
