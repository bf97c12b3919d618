import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { isEmpty, type DrawingStore } from '../drawing/drawing';
import { followPen } from '../drawing/pointer';
import { showDrawing } from '../drawing/screen';

/** A 3 as a hand writes it, in a box of 100 × 100. */
const EXAMPLE =
  'M33 31 C38 20 62 18 64 33 C65 44 54 48 46 49 C58 48 69 54 68 66 C66 82 40 84 31 71';

/** The sheet of paper, which invites while it is empty. */
export function Sheet({ drawing }: { drawing: DrawingStore }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const empty = useStore(drawing, isEmpty);

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
    <div className="sheet">
      <canvas
        ref={canvas}
        className="paper"
        data-testid="drawing"
        role="img"
        aria-label={empty ? 'Sheet to draw a digit on, empty' : 'Sheet with your drawing'}
      />
      {empty && (
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
