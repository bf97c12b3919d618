import { useStore } from 'zustand';
import type { Reading } from '../api/answers';
import type { Desk } from '../desk';
import { isEmpty } from '../drawing/drawing';
import { withArticle } from '../reading/certainty';

/** What the line says until something is kept. */
function invitationTo(reading: Reading | null): string {
  if (reading?.number) return 'Point at a digit to see how it was read.';
  return reading?.digit === null
    ? 'Is it one? Press the digit it is.'
    : 'Wrong? Press the digit it is.';
}

/** The line under the bars: how to correct a reading, and what came of it. */
export function Correction({ desk }: { desk: Desk }) {
  const reading = useStore(desk.reader.store, (state) => state.reading);
  const told = useStore(desk.teacher.store, ({ told }) => told);
  const empty = useStore(desk.drawing, isEmpty);
  return (
    <p className="correction">
      {!told && !empty && invitationTo(reading)}
      <span role="status" data-testid="kept">
        {told && `Kept as ${withArticle(told.label)}.`}
      </span>
      {told && (
        <button type="button" className="plain" onClick={() => void desk.teacher.untell()}>
          Take back
        </button>
      )}
    </p>
  );
}
