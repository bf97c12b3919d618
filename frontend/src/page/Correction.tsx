import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { isEmpty } from '../drawing/drawing';
import { withArticle } from '../reading/certainty';

/** The line under the bars: how to correct a reading, and what came of it. */
export function Correction({ desk }: { desk: Desk }) {
  const told = useStore(desk.teacher.store, ({ told }) => told);
  const empty = useStore(desk.drawing, isEmpty);
  return (
    <p className="correction">
      {!told && !empty && 'Wrong? Press the digit it is.'}
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
