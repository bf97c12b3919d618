import { useState } from 'react';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { isEmpty, photoOf } from '../drawing/drawing';
import { messageOf } from '../reading/message';
import { lookedAt, placeOf } from '../reading/pointing';
import { Correction } from './Correction';
import { Examples } from './Examples';
import { Eye } from './Eye';
import { NetworkLine } from './NetworkLine';
import { Scale } from './Scale';
import { Verdict } from './Verdict';

/** The instrument beside the sheet: what the network reads, how surely, and what it saw. */
export function Instrument({ desk }: { desk: Desk }) {
  const reader = useStore(desk.reader.store);
  const networks = useStore(desk.networks);
  const empty = useStore(desk.drawing, isEmpty);
  const photo = useStore(desk.drawing, photoOf);
  const drawing = useStore(desk.drawing, (state) => state.current !== null);
  const notice = useStore(desk.notice, ({ text }) => text);
  const told = useStore(desk.teacher.store, (state) => state.told?.label ?? null);
  const pointing = useStore(desk.pointing);
  const message = messageOf(reader, networks, { drawing, empty, notice });

  // The last reading stays to be seen fading, so that the next one can take its
  // place without a blink; its text, which is what counts, goes at once.
  // That what has only begun is no digit is no news.
  const begun = !reader.settled && reader.reading?.digit === null && !reader.reading.number;
  const reading = begun ? null : reader.reading;
  const [last, setLast] = useState(reading);
  if (reading && reading !== last) setLast(reading);
  const shown = begun ? null : last;
  const holds = reading !== null;
  const several = holds && reading.number !== undefined;

  // A picture that nobody could read has no 28×28 to be kept.
  const untold = empty || (photo !== null && reader.refusal !== null);

  return (
    <section
      className="instrument"
      aria-label="Reading"
      data-holds={holds}
      data-several={shown?.number !== undefined}
      data-waiting={reader.slow}
    >
      <Verdict
        shown={shown}
        holds={holds}
        silent={message !== ''}
        at={placeOf(shown, pointing)}
        point={pointing.point}
      />
      <div className="notice">
        {empty && !message && (
          <>
            <p className="idle">
              <span>Nothing to read yet. </span>Try one:
            </p>
            <Examples drawing={desk.drawing} />
          </>
        )}
        <p role="status" data-testid="message">
          {message}
        </p>
      </div>
      <Eye
        picture={lookedAt(shown, pointing)?.input ?? null}
        holds={holds}
        show={holds && reading.way && !several ? desk.showing.getState().show : null}
      />
      <Scale
        reading={lookedAt(reading, pointing)}
        told={told}
        tell={untold ? null : (digit) => void desk.teacher.tell(digit)}
      />
      <Correction desk={desk} />
      <NetworkLine networks={networks} />
    </section>
  );
}
