import type { Reading } from '../api/answers';
import { certaintyOf } from '../reading/certainty';
import { Numeral } from './Numeral';

interface Props {
  /** The reading to show. */
  shown: Reading | null;
  /** It still holds; otherwise it is on its way out, and nobody is told it any more. */
  holds: boolean;
}

/** The digit, very large, and how sure the network is. */
export function Verdict({ shown, holds }: Props) {
  const certainty = shown && certaintyOf(shown);
  const digit = shown?.digit ?? null;
  const rival = certainty?.rival ?? null;
  return (
    <>
      <div className="digit" data-testid="reading">
        {holds && digit !== null && <span className="unseen">{digit}</span>}
        {shown && digit !== null && (
          <div className="fading">
            <Numeral digit={digit} certainty={shown.confidence} />
            {rival !== null && (
              <Numeral digit={rival} certainty={shown.probabilities[rival] ?? 0} />
            )}
          </div>
        )}
      </div>
      <p className="certainty fading" data-testid="certainty" aria-hidden={!holds}>
        {certainty?.words}
        {certainty?.number && (
          <>
            <span className="unseen"> — </span>
            <b>{certainty.number}</b>
          </>
        )}
      </p>
    </>
  );
}
