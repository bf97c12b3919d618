import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { isEmpty } from '../drawing/drawing';
import { whichOf } from '../reading/pointing';
import { Leaf } from './Leaf';
import { useNear } from './near';
import { Stages } from './Stages';

/** What went on inside the network: which pixels decided, and what each of its layers did. */
export function Inside({ desk }: { desk: Desk }) {
  const { answer, holds, trouble } = useStore(desk.inside.store);
  const reading = useStore(desk.reader.store, (state) => state.reading);
  const empty = useStore(desk.drawing, isEmpty);
  const network = answer?.reading.model;
  const account = useStore(desk.filters, ({ accounts }) =>
    network ? accounts[network] : undefined,
  );
  const { ask } = desk.filters.getState();
  const which = useStore(desk.pointing, (pointing) => whichOf(reading, pointing));
  const [place, near] = useNear<HTMLDivElement>();

  useEffect(() => (near ? desk.inside.look() : undefined), [near, desk]);
  useEffect(() => {
    if (near && network) void ask(network);
  }, [near, network, ask]);

  return (
    <Leaf
      id="inside"
      title="Inside"
      about={
        <>
          <p>
            Every layer turns what it is given into something new, until only ten numbers are left.
            Light is active, dark is not.
          </p>
          <p>Point at a neuron to see what feeds it.</p>
        </>
      }
    >
      <div ref={place} className="insight" data-testid="inside" data-holds={holds}>
        <p role="status" className="nothing">
          {trouble || (empty ? 'Draw something first.' : which && `${which}.`)}
        </p>
        {answer && (
          <Stages
            key={answer.reading.model}
            inside={answer}
            filters={account?.state === 'told' ? account.told : null}
          />
        )}
      </div>
    </Leaf>
  );
}
