import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { isEmpty, photoOf } from '../drawing/drawing';
import { followFiles } from '../drawing/intake';
import { followPen } from '../drawing/pointer';
import { showDrawing } from '../drawing/screen';
import { Boxes } from './Boxes';
import { Photograph } from './Photograph';
import { WayInWords } from './Way';

/** A 3 as a hand writes it, in a box of 100 × 100. */
const EXAMPLE =
  'M33 31 C38 20 62 18 64 33 C65 44 54 48 46 49 C58 48 69 54 68 66 C66 82 40 84 31 71';

/** The sheet of paper, which invites while it is empty. */
export function Sheet({ desk }: { desk: Desk }) {
  const { drawing } = desk;
  const canvas = useRef<HTMLCanvasElement>(null);
  const empty = useStore(drawing, isEmpty);
  const photo = useStore(drawing, photoOf);
  const [awaiting, setAwaiting] = useState(false);

  useEffect(
    () => followFiles(window, { take: (file) => void desk.take(file), hover: setAwaiting }),
    [desk],
  );

  useEffect(() => {
    if (!canvas.current) return;
    const stopShowing = showDrawing(canvas.current, drawing);
    const stopFollowing = followPen(canvas.current, drawing.getState());
    return () => {
      stopFollowing();
      stopShowing();
    };
  }, [drawing]);

  return (
    <div className="sheet" data-awaiting={awaiting}>
      {photo && <Photograph photo={photo} />}
      <canvas
        ref={canvas}
        className="paper"
        data-testid="drawing"
        role="img"
        aria-label={nameOf(empty, photo !== null)}
      />
      <Boxes desk={desk} />
      <WayInWords desk={desk} />
      {awaiting && <p className="awaiting">Drop the picture here</p>}
      {empty && !awaiting && (
        <div className="invitation">
          <svg viewBox="26 16 48 68" aria-hidden="true">
            <path d={EXAMPLE} pathLength={1} />
          </svg>
          <p>Draw a digit</p>
        </div>
      )}
    </div>
  );
}

function nameOf(empty: boolean, photo: boolean): string {
  if (empty) return 'Sheet to draw a digit on, empty';
  return photo ? 'Sheet with your picture' : 'Sheet with your drawing';
}
