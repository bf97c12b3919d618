import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import type { Learned, ReadSet } from '../learning/answer';
import { Confusion } from './Confusion';
import { Curves } from './Curves';
import { Leaf } from './Leaf';
import { Mistakes } from './Mistakes';
import { useNear } from './near';

/** How the network that reads was trained: curves, what it confuses, and where it is surely wrong. */
export function HowItLearned({ desk }: { desk: Desk }) {
  const network = useStore(desk.networks, ({ chosen }) => chosen);
  const account = useStore(desk.learning, ({ accounts }) =>
    network ? accounts[network] : undefined,
  );
  const { ask } = desk.learning.getState();
  const [place, near] = useNear<HTMLDivElement>('200px');

  // Asked for when somebody comes near: who only draws need not wait for it.
  useEffect(() => {
    if (near && network) void ask(network);
  }, [near, network, ask]);

  function askAgain(): void {
    flushSync(() => network && void ask(network));
    // The button that was pressed is gone.
    place.current?.focus();
  }

  return (
    <Leaf
      id="learned"
      title="How it learned"
      about={
        <p>
          {network ?? 'The network'} saw every digit once an epoch. It was judged by digits that
          were held back, and the epoch that read most of them right, ringed, was kept.
        </p>
      }
    >
      <div ref={place} className="learned" tabIndex={-1} data-testid="learned">
        {account?.state === 'told' &&
          (account.told ? (
            <Told learned={account.told} />
          ) : (
            <p className="nothing">How {network} learned was not written down.</p>
          ))}
        {account?.state === 'failed' && (
          <p>
            {account.reason}{' '}
            <button type="button" className="plain" onClick={askAgain}>
              Ask again
            </button>
          </p>
        )}
      </div>
    </Leaf>
  );
}

function Told({ learned }: { learned: Learned }) {
  const [chosen, choose] = useState(0);
  const shown: ReadSet | undefined = learned.sets[chosen] ?? learned.sets[0];
  return (
    <>
      <Curves curves={learned.curves} best={learned.bestEpoch} />
      {shown && (
        <>
          <fieldset className="sets">
            <legend>What it makes of</legend>
            {learned.sets.map(({ name, title, digits }, i) => (
              <label key={name}>
                <input
                  type="radio"
                  name="set"
                  checked={shown.name === name}
                  onChange={() => choose(i)}
                />
                {digits.toLocaleString('en')} {title}
              </label>
            ))}
          </fieldset>
          <div className="wrong">
            <Confusion set={shown} />
            <Mistakes set={shown} />
          </div>
        </>
      )}
    </>
  );
}
