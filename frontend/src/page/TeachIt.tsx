import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { exportOf } from '../teaching/export';
import type { Kept } from '../teaching/kept';
import { saveFile } from '../teaching/save';
import { Gallery } from './Gallery';
import { Leaf } from './Leaf';

/** What a person has corrected: to look through, to delete, and to take away for training. */
export function TeachIt({ desk }: { desk: Desk }) {
  const { list, trouble, load } = useStore(desk.keeping);
  const network = useStore(desk.networks, ({ chosen }) => chosen) ?? 'cnn';
  useEffect(() => void load(), [load]);
  return (
    <Leaf
      id="teach"
      title="Teach it your hand"
      about={
        <>
          <p>
            Where it misreads you, press the digit it is: a bar, or a key from 0 to 9. Drawing and
            label are kept in this browser and sent nowhere.
          </p>
          <p>Some dozens of them, exported, teach a network your hand:</p>
          <p>
            <code>
              python -m training.train {network} --start {network} --extra digits.json
            </code>
          </p>
        </>
      }
    >
      {trouble && <p role="alert">{trouble}</p>}
      {list.length === 0 ? (
        <p className="nothing">Nothing kept yet.</p>
      ) : (
        <>
          <Gallery desk={desk} list={list} />
          <Actions desk={desk} list={list} />
        </>
      )}
    </Leaf>
  );
}

function Actions({ desk, list }: { desk: Desk; list: readonly Kept[] }) {
  const [asking, ask] = useState(false);
  const number = list.length === 1 ? 'one digit' : `${list.length} digits`;
  return (
    <div className="actions">
      <button
        type="button"
        className="key"
        data-testid="export"
        onClick={() => saveFile('digits.json', exportOf(list))}
      >
        Export {number}
      </button>
      {asking ? (
        <>
          <button
            type="button"
            className="key"
            data-testid="delete-all"
            ref={(button) => button?.focus()}
            onClick={() => void desk.keeping.getState().clear()}
          >
            Delete {number} for good
          </button>
          <button type="button" className="plain" onClick={() => ask(false)}>
            Keep
          </button>
        </>
      ) : (
        <button
          type="button"
          className="plain"
          data-testid="delete-all-ask"
          onClick={() => ask(true)}
        >
          Delete all…
        </button>
      )}
    </div>
  );
}
