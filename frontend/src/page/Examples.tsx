import { flushSync } from 'react-dom';
import type { DrawingStore } from '../drawing/drawing';
import { EXAMPLES } from '../drawing/examples';
import type { Stroke } from '../drawing/stroke';
import { withArticle } from '../reading/certainty';
import { Thumbnail } from './Thumbnail';

/** Ten digits to start from, for who would rather look first, or cannot draw. */
export function Examples({ drawing }: { drawing: DrawingStore }) {
  function show(strokes: readonly Stroke[]): void {
    flushSync(() => drawing.getState().place({ strokes }));
    // The examples are gone now; what brings them back is the next to be reached.
    document.querySelector<HTMLElement>('[data-testid=clear]')?.focus();
  }
  return (
    <ul className="examples" aria-label="Examples to start from">
      {EXAMPLES.map(({ digit, manner, strokes }) => (
        <li key={digit}>
          <button
            type="button"
            data-testid={`example-${digit}`}
            aria-label={[withArticle(digit), manner].filter(Boolean).join(', ')}
            onClick={() => show(strokes)}
          >
            <Thumbnail strokes={strokes} />
          </button>
        </li>
      ))}
    </ul>
  );
}
