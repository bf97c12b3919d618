import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { isEmpty } from '../drawing/drawing';
import { withArticle } from '../reading/certainty';
import type { ReaderState } from '../reading/reader';
import type { Kept } from '../teaching/kept';

/** What the line says until something is kept. */
function invitationTo({ reading, away, slow, refusal }: ReaderState): string {
  if (away || slow || refusal) return '';
  if (reading?.number) return 'Wrong? Point at a digit, then press the one it is.';
  return reading?.digit === null
    ? 'Is it one? Press the digit it is.'
    : 'Wrong? Press the digit it is.';
}

/** The line under the bars: how to correct a reading, and what came of it. */
export function Correction({ desk }: { desk: Desk }) {
  const reader = useStore(desk.reader.store);
  const told = useStore(desk.teacher.store, ({ told }) => told);
  const unkept = useStore(desk.keeping, ({ unkept }) => unkept);
  const empty = useStore(desk.drawing, isEmpty);

  function takeBack({ label }: Kept): void {
    flushSync(() => void desk.teacher.untell());
    // This button is gone: back to the bar that was pressed.
    document.querySelector<HTMLElement>(`[data-testid=tell-${label}]`)?.focus();
  }

  return (
    <p className="correction">
      {!told && !empty && invitationTo(reader)}
      <span role="status" data-testid="kept">
        {told &&
          (unkept ? 'Kept until the page is closed.' : `Kept as ${withArticle(told.label)}.`)}
      </span>
      {told && (
        <button type="button" className="plain" onClick={() => takeBack(told)}>
          Take back
        </button>
      )}
    </p>
  );
}
