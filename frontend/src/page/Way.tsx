import { useLayoutEffect, useRef, useState, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import type { Reading } from '../api/answers';
import type { Desk } from '../desk';
import { photoOf } from '../drawing/drawing';
import { STEPS, type Step } from '../reading/showing';
import { flightOf, type Flight } from './flight';

/** What a step says; its number stands before it. */
const SAID: Record<Step, string> = {
  cut: 'Cut out: where on the sheet it stands makes no difference.',
  scale: 'Scaled: its longer side becomes 20 pixels.',
  centre: 'Centred: its centre of mass moves into the middle.',
  pixels: 'These 28 × 28 pixels are all that the network sees.',
};

/** The way of the drawing from the sheet into the lens, step by step, over both. */
export function Way({ desk }: { desk: Desk }) {
  const step = useStore(desk.showing, (state) => state.step);
  const reading = useStore(desk.reader.store, (state) => state.reading);
  return (
    <div className="way" data-testid="way" data-step={step ?? ''}>
      {step && reading && <Film desk={desk} step={step} reading={reading} />}
    </div>
  );
}

/** What happens in the step that is shown, at the foot of the sheet. */
export function WayInWords({ desk }: { desk: Desk }) {
  const step = useStore(desk.showing, (state) => state.step);
  return (
    <p className="said" role="status" data-testid="said">
      {step && (
        <>
          <b>{STEPS.indexOf(step) + 1}</b> {SAID[step]}
        </>
      )}
    </p>
  );
}

/** Made anew for every showing: it measures where things lie when it begins. */
function Film({ desk, step, reading }: { desk: Desk; step: Step; reading: Reading }) {
  const place = useRef<HTMLDivElement>(null);
  const [flight, setFlight] = useState<Flight | null>(null);
  // The first picture is of the drawing as it lies on the sheet, so that it is seen to leave.
  const [begun, setBegun] = useState(false);

  useLayoutEffect(() => {
    const from = place.current?.closest('.desk');
    if (!from || !reading.way) return;
    setFlight(flightOf(from, reading.way, photoOf(desk.drawing.getState())));
    // The frame after the next: the next one is to be seen.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setBegun(true));
    });
    return () => cancelAnimationFrame(frame);
  }, [desk, reading]);

  const at = begun ? step : 'sheet';
  return (
    <div ref={place} className="film" data-at={at} data-photo={flight?.photo} aria-hidden="true">
      {flight && (
        <>
          <div className="veil" style={flight.sheet} />
          <div className="slide" style={flight.lens}>
            <img src={reading.input} alt="" />
          </div>
          <div className="frame" style={at === 'sheet' ? flight.sheet : flight.box} />
          <div className="cutout" style={styleOf(flight, at)} />
        </>
      )}
    </div>
  );
}

function styleOf({ box, cutout, scaled, centred }: Flight, at: Step | 'sheet'): CSSProperties {
  const transform = at === 'scale' ? scaled : at === 'centre' || at === 'pixels' ? centred : 'none';
  return { ...box, '--cutout': cutout, transform } as CSSProperties;
}
