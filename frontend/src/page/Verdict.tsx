import type { DigitReading, Reading } from '../api/answers';
import { certaintyOf } from '../reading/certainty';
import { Numeral } from './Numeral';
import { Several } from './Several';

interface Props {
  /** The reading to show. */
  shown: Reading | null;
  /** It still holds; otherwise it is on its way out, and nobody is told it any more. */
  holds: boolean;
  /** There is a message, which then has the place of the words. */
  silent: boolean;
  /** The place of the digit looked at, where there are several. */
  at: number;
  point: (at: number) => void;
}

/** The digit, very large, and how sure the network is; or all of several. */
export function Verdict({ shown, holds, silent, at, point }: Props) {
  const number = shown?.number;
  const text = number ? number.text : (shown?.digit ?? '');
  return (
    <>
      <div className="digit" data-testid="reading">
        {holds && text !== '' && <span className="unseen">{text}</span>}
        {shown && (
          <div className="fading">
            {number ? <Several number={number} at={at} point={point} /> : <One of={shown} />}
          </div>
        )}
      </div>
      <p className="certainty fading" data-testid="certainty" aria-hidden={!holds}>
        {shown && !silent && (
          <Words
            of={number?.digits[at] ?? shown}
            place={number && `Digit ${at + 1} of ${number.digits.length}`}
          />
        )}
      </p>
    </>
  );
}

function One({ of: { digit, confidence, probabilities, ...rest } }: { of: Reading }) {
  if (digit === null) return <Numeral digit={null} certainty={0} />;
  const { rival } = certaintyOf({ digit, confidence, probabilities, ...rest });
  return (
    <>
      <Numeral digit={digit} certainty={confidence} />
      {rival !== null && <Numeral digit={rival} certainty={probabilities[rival] ?? 0} />}
    </>
  );
}

function Words({ of, place }: { of: Reading | DigitReading; place?: string | undefined }) {
  const { words, number } = certaintyOf(of);
  return (
    <>
      {place && <span className="place">{place}: </span>}
      {words}
      {number && (
        <>
          <span className="unseen"> — </span>
          <b>{number}</b>
        </>
      )}
    </>
  );
}
