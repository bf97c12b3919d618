import { pathOf } from '../drawing/path';
import type { Stroke } from '../drawing/stroke';

/** Strokes on a slip of paper. It says nothing to a screen reader: the text beside it does. */
export function Thumbnail({ strokes }: { strokes: readonly Stroke[] }) {
  return (
    <svg className="thumbnail" viewBox="0 0 1 1" aria-hidden="true">
      {strokes.map((stroke, i) => (
        <path key={i} d={pathOf(stroke)} style={{ strokeWidth: stroke.width }} />
      ))}
    </svg>
  );
}
