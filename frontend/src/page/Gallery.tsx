import { useMemo, useRef, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import type { Desk } from '../desk';
import { inkShades } from '../inside/shades';
import { withArticle } from '../reading/certainty';
import type { Kept } from '../teaching/kept';
import { CrossIcon } from './icons';
import { Raster } from './Raster';
import { Thumbnail } from './Thumbnail';

interface Props {
  desk: Desk;
  list: readonly Kept[];
  /** The last one was deleted, and the gallery is gone. */
  emptied: () => void;
}

/** All drawings that are kept: press one to have it on the sheet again, its cross to delete it. */
export function Gallery({ desk, list, emptied }: Props) {
  const gallery = useRef<HTMLUListElement>(null);

  function remove({ id }: Kept, place: number): void {
    flushSync(() => void desk.keeping.getState().remove(id));
    // To the next one, so that several can be deleted in a row.
    const crosses = gallery.current?.querySelectorAll<HTMLElement>('.cross');
    if (crosses) crosses[Math.min(place, crosses.length - 1)]?.focus();
    else emptied();
  }

  return (
    <ul ref={gallery} className="gallery" data-testid="gallery">
      {list.map((kept, place) => (
        <li key={kept.id} onKeyDown={(event) => isDelete(event) && remove(kept, place)}>
          <Slip desk={desk} kept={kept} remove={() => remove(kept, place)} />
        </li>
      ))}
    </ul>
  );
}

/** Here the key is about the slip, and not about the sheet. */
function isDelete(event: KeyboardEvent): boolean {
  if (event.key !== 'Delete' && event.key !== 'Backspace') return false;
  event.preventDefault();
  return true;
}

function Slip({ desk, kept, remove }: { desk: Desk; kept: Kept; remove: () => void }) {
  const { label, read, strokes, pixels } = kept;
  const name = `${withArticle(label)}, ${read === null ? 'not read' : `read as ${withArticle(read)}`}`;
  return (
    <>
      <button
        type="button"
        className="slip"
        aria-label={strokes ? `Put on the sheet: ${name}` : name}
        disabled={!strokes}
        onClick={() => strokes && desk.drawing.getState().place({ strokes })}
      >
        {strokes ? <Thumbnail strokes={strokes} /> : pixels && <Pixels pixels={pixels} />}
      </button>
      <p>
        <b>{label}</b> {read === null ? 'unread' : read === label ? 'right' : `read ${read}`}
      </p>
      <button
        type="button"
        className="cross"
        data-testid="delete"
        aria-label={`Delete: ${name}`}
        onClick={remove}
      >
        <CrossIcon />
      </button>
    </>
  );
}

/** The 28×28 of a picture that has no strokes. */
function Pixels({ pixels }: { pixels: Uint8Array }) {
  const rgba = useMemo(() => inkShades(pixels), [pixels]);
  return <Raster className="pixels" width={28} height={28} rgba={rgba} />;
}
