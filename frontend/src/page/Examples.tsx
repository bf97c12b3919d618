import type { DrawingStore } from '../drawing/drawing';
import { EXAMPLES } from '../drawing/examples';
import { withArticle } from '../reading/certainty';
import { Thumbnail } from './Thumbnail';

/** Ten digits to start from, for who would rather look first, or cannot draw. */
export function Examples({ drawing }: { drawing: DrawingStore }) {
  const { place } = drawing.getState();
  return (
    <ul className="examples" aria-label="Examples to start from">
      {EXAMPLES.map(({ digit, manner, strokes }) => (
        <li key={digit}>
          <button
            type="button"
            data-testid={`example-${digit}`}
            aria-label={[withArticle(digit), manner].filter(Boolean).join(', ')}
            onClick={() => place({ strokes })}
          >
            <Thumbnail strokes={strokes} />
          </button>
        </li>
      ))}
    </ul>
  );
}
