import { useEffect, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import type { NetworkCard, Reading } from '../api/answers';
import { agreementOf, mostRead } from '../comparing/comparison';
import type { Desk } from '../desk';
import { isEmpty } from '../drawing/drawing';
import { exampleOf } from '../drawing/examples';
import { factsOf } from '../networks/facts';
import { whichOf } from '../reading/pointing';
import { certaintyOf, percent, withArticle } from '../reading/certainty';
import { Leaf } from './Leaf';
import { useNear } from './near';
import { Numeral } from './Numeral';

/** Few write it like that where the digits come from that the networks learned; convolutions read it all the same. */
const DIVIDING = exampleOf(0);

/** What each network makes of this very drawing. */
export function SideBySide({ desk }: { desk: Desk }) {
  const { answer, holds, trouble } = useStore(desk.comparison.store);
  const list = useStore(desk.networks, ({ list }) => list);
  const reading = useStore(desk.reader.store, (state) => state.reading);
  const empty = useStore(desk.drawing, isEmpty);
  const which = useStore(desk.pointing, (pointing) => whichOf(reading, pointing));
  const [place, near] = useNear<HTMLDivElement>();
  useEffect(() => (near ? desk.comparison.look() : undefined), [near, desk]);

  const most = answer && mostRead(answer);
  return (
    <Leaf
      id="beside"
      title="Side by side"
      about={
        <p>
          The same drawing, read by every network. What few people write divides them:{' '}
          <button
            type="button"
            className="plain"
            data-testid="divide"
            onClick={() => desk.drawing.getState().place({ strokes: DIVIDING.strokes })}
          >
            {withArticle(DIVIDING.digit)}, {DIVIDING.manner}
          </button>
          , for one.
        </p>
      }
    >
      <div ref={place} className="comparison" data-testid="comparison" data-holds={holds}>
        <p role="status" className="agreement" data-testid="agreement">
          {trouble ||
            (answer
              ? [which, agreementOf(answer)].filter(Boolean).join(': ')
              : empty && 'Draw something first.')}
        </p>
        <ol className="contestants">
          {list.map((card) => {
            const reading = answer?.find(({ model }) => model === card.name) ?? null;
            return (
              <li key={card.name} data-other={reading !== null && reading.digit !== most}>
                <Contestant card={card} reading={reading} />
              </li>
            );
          })}
        </ol>
      </div>
    </Leaf>
  );
}

function Contestant({ card, reading }: { card: NetworkCard; reading: Reading | null }) {
  const certainty = reading && certaintyOf(reading);
  const digit = reading?.digit ?? null;
  return (
    <>
      <h3>{card.name}</h3>
      <div className="verdict">
        {digit !== null && <Numeral digit={digit} certainty={reading?.confidence} />}
      </div>
      <p className="words">
        {certainty?.words} <b>{certainty?.number}</b>
      </p>
      <SmallBars reading={reading} />
      <p className="facts">{factsOf(card)}</p>
    </>
  );
}

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** The ten probabilities, small. */
function SmallBars({ reading }: { reading: Reading | null }) {
  const share = (digit: number) => reading?.probabilities[digit] ?? 0;
  return (
    <div
      className="small-bars"
      role="img"
      aria-label={
        reading
          ? `Probabilities: ${DIGITS.map((digit) => `${digit}: ${percent(share(digit))}`).join(', ')}`
          : 'No probabilities yet'
      }
    >
      {DIGITS.map((digit) => (
        <span
          key={digit}
          className={digit === reading?.digit ? 'leading' : undefined}
          style={{ '--share': share(digit) } as CSSProperties}
        >
          {digit}
        </span>
      ))}
    </div>
  );
}
