import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { exportOf, learnable } from '../teaching/export';
import type { Kept } from '../teaching/kept';
import { saveFile } from '../teaching/save';
import { Gallery } from './Gallery';
import { Leaf } from './Leaf';

/** What a person has corrected: to look through, to delete, and to take away for training. */
export function TeachIt({ desk }: { desk: Desk }) {
  const { list, unkept, undeleted, load } = useStore(desk.keeping);
  const network = useStore(desk.networks, ({ chosen }) => chosen) ?? 'cnn';
  useEffect(() => void load(), [load]);
  const nothing = useRef<HTMLParagraphElement>(null);
  // What had the focus is gone with the gallery.
  const emptied = () => nothing.current?.focus();
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
          <p>
            Some dozens of them, exported, teach a network your hand; the second line has it read
            here:
          </p>
          <p>
            <code>
              python -m training.train {network} --start {network} --extra digits.json --out
              runs/my-hand
            </code>
          </p>
          <p>
            <code>python -m training.ship runs/my-hand my-hand</code>
          </p>
        </>
      }
    >
      {unkept && (
        <p role="alert">
          This browser does not let the page keep anything, as in a private window: what you correct
          is gone when the page is closed.
        </p>
      )}
      {undeleted && (
        <p role="alert">
          This browser did not let the page delete that: it is still kept. Try it again.
        </p>
      )}
      {/* It may hold the focus, so it stays when what could not be deleted comes back. */}
      <p ref={nothing} className="nothing" tabIndex={-1}>
        {list.length === 0 && 'Nothing kept yet.'}
      </p>
      {list.length > 0 && (
        <>
          <Gallery desk={desk} list={list} emptied={emptied} />
          <Actions desk={desk} list={list} emptied={emptied} />
        </>
      )}
    </Leaf>
  );
}

interface ActionsProps {
  desk: Desk;
  list: readonly Kept[];
  /** All are deleted, and these actions gone. */
  emptied: () => void;
}

function Actions({ desk, list, emptied }: ActionsProps) {
  const [asking, ask] = useState(false);
  const asker = useRef<HTMLButtonElement>(null);

  function keep(): void {
    flushSync(() => ask(false));
    asker.current?.focus();
  }

  /** Here the key is about the question, and not about the sheet. */
  function cancel(event: KeyboardEvent): void {
    if (!asking || event.key !== 'Escape') return;
    event.preventDefault();
    keep();
  }

  const number = list.length === 1 ? 'one digit' : `${list.length} digits`;
  const taken = learnable(list).length;
  const part = taken < list.length ? `${taken} of ` : '';
  return (
    <div className="actions" onKeyDown={cancel}>
      <button
        type="button"
        className="key"
        data-testid="export"
        disabled={taken === 0}
        onClick={() => saveFile('digits.json', exportOf(list))}
      >
        {taken === 0 ? 'Nothing to export' : `Export ${part}${number}`}
      </button>
      {asking ? (
        <>
          <button
            type="button"
            className="key"
            data-testid="delete-all"
            ref={(button) => button?.focus()}
            onClick={() => {
              flushSync(() => void desk.keeping.getState().clear());
              emptied();
            }}
          >
            Delete {number} for good
          </button>
          <button type="button" className="plain" onClick={keep}>
            Keep
          </button>
        </>
      ) : (
        <button
          ref={asker}
          type="button"
          className="plain"
          data-testid="delete-all-ask"
          onClick={() => ask(true)}
        >
          Delete all…
        </button>
      )}
      {part && (
        <p>Left out is what there is nothing to learn from, such as a dot that no network saw.</p>
      )}
    </div>
  );
}
