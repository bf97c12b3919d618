import { useEffect, useRef, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { photoOf } from '../drawing/drawing';
import { onSheet, type Area } from '../drawing/onSheet';
import { placeOf } from '../reading/pointing';
import { percent } from '../reading/certainty';

/**
 * A thin box around each of several digits on the sheet. It says nothing to a screen reader and
 * catches no pen: the digits in the reading are the keys to the same.
 */
export function Boxes({ desk }: { desk: Desk }) {
  const layer = useRef<HTMLDivElement>(null);
  const reading = useStore(desk.reader.store, (state) => state.reading);
  const at = useStore(desk.pointing, (pointing) => placeOf(reading, pointing));
  const photo = useStore(desk.drawing, photoOf);
  const digits = reading?.number?.digits;
  const areas = digits?.map(({ box }) => onSheet(box, photo));

  useEffect(() => {
    const sheet = layer.current?.parentElement;
    if (!sheet || !areas) return;
    function look(event: PointerEvent): void {
      // A pen that draws points at nothing.
      if (!sheet || event.buttons !== 0) return;
      const { left, top, width, height } = sheet.getBoundingClientRect();
      const x = (event.clientX - left) / width;
      const y = (event.clientY - top) / height;
      const place = areas?.findIndex((area) => area && holds(area, x, y)) ?? -1;
      if (place >= 0) desk.pointing.getState().point(place);
    }
    sheet.addEventListener('pointermove', look);
    return () => sheet.removeEventListener('pointermove', look);
  });

  return (
    <div ref={layer} className="boxes" aria-hidden="true">
      {digits?.map(({ digit, confidence }, place) => {
        const area = areas?.[place];
        return (
          area && (
            <div
              key={place}
              className={place === at ? 'box pointed' : 'box'}
              data-testid="box"
              style={styleOf(area)}
            >
              <b>{digit}</b>
              <span>{percent(confidence)}</span>
            </div>
          )
        );
      })}
    </div>
  );
}

function holds({ left, top, width, height }: Area, x: number, y: number): boolean {
  return left <= x && x <= left + width && top <= y && y <= top + height;
}

function styleOf({ left, top, width, height }: Area): CSSProperties {
  const share = (side: number) => `${side * 100}%`;
  return { left: share(left), top: share(top), width: share(width), height: share(height) };
}
