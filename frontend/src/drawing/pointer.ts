import type { Point } from './stroke';

/** What a pen does on the sheet. */
export interface PenHandlers {
  readonly begin: (point: Point) => void;
  readonly extend: (points: readonly Point[]) => void;
  readonly end: () => void;
  /** Two fingers have come to move the page: the first of them drew nothing. */
  readonly abandon: () => void;
}

/**
 * A finger that has gone less far than this, in CSS pixels, may still turn out to be one of
 * two: that of browsers before a touch becomes a movement.
 */
const SLOP = 12;

/**
 * Two fingers that come within so many milliseconds come together. A thumb that has rested on the
 * page for longer only holds the device.
 */
const TOGETHER = 300;

/**
 * Lets mouse, finger or pen draw on `sheet`: one pointer at a time, every point
 * of it, also beyond the edge. Two fingers that come together, be it only one of them to the
 * sheet, scroll and zoom the page, as the sheet's `touch-action: pinch-zoom` has it.
 *
 * @returns a function that takes all listeners off again.
 */
export function followPen(sheet: HTMLElement, pen: PenHandlers): () => void {
  /** The pointer that draws. Any other one, such as a second finger or a palm, is ignored meanwhile. */
  let active: number | null = null;
  /** Where a finger began that has not gone far yet; null for all others. */
  let landed: { x: number; y: number } | null = null;
  /** The finger that came last, anywhere on the page, while it is there. */
  let latest: { id: number; at: number } | null = null;
  /** The browser has taken the fingers to scroll or zoom: none that joins them draws. */
  let taken = false;
  const listening = new AbortController();
  const { signal } = listening;

  function pointOf(event: PointerEvent): Point {
    // Measured anew each time: a page that is zoomed or scrolled moves the sheet mid-stroke.
    const box = sheet.getBoundingClientRect();
    const place = {
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
    };
    return event.pointerType === 'pen' ? { ...place, pressure: event.pressure } : place;
  }

  function stop(): void {
    active = null;
    landed = null;
    pen.end();
  }

  function isNear(event: PointerEvent): boolean {
    return !!landed && Math.hypot(event.clientX - landed.x, event.clientY - landed.y) < SLOP;
  }

  /** Whether a finger that comes, to the sheet or beside it, makes a gesture with those that are there. */
  function joins({ isPrimary, pointerId, timeStamp }: PointerEvent): boolean {
    // It is the only one: whatever gesture there was is over.
    if (isPrimary) taken = false;
    const together = !isPrimary && latest !== null && timeStamp - latest.at < TOGETHER;
    latest = { id: pointerId, at: timeStamp };
    return taken || together || landed !== null;
  }

  // On the window, as the other finger of a gesture may come beside the sheet.
  window.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'touch' && joins(event)) {
        if (landed) {
          active = null;
          landed = null;
          pen.abandon();
        }
        return;
      }
      if (active !== null || event.button !== 0 || event.target !== sheet) return;
      active = event.pointerId;
      landed = event.pointerType === 'touch' ? { x: event.clientX, y: event.clientY } : null;
      // Keeps the stroke going outside the sheet. Refused for a pointer that has just gone.
      try {
        sheet.setPointerCapture(event.pointerId);
      } catch {
        /* Then the stroke simply ends at the edge. */
      }
      pen.begin(pointOf(event));
    },
    { signal, capture: true },
  );

  for (const type of ['pointerup', 'pointercancel'] as const) {
    window.addEventListener(
      type,
      ({ pointerId, pointerType }) => {
        if (pointerId === latest?.id) latest = null;
        if (type === 'pointercancel' && pointerType === 'touch') taken = true;
      },
      { signal, capture: true },
    );
  }

  sheet.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== active) return;
      if (!isNear(event)) landed = null;
      // The button was let go where no event reached us.
      if (event.pointerType === 'mouse' && (event.buttons & 1) === 0) stop();
      else pen.extend(allOf(event).map(pointOf));
    },
    { signal },
  );

  sheet.addEventListener(
    'pointerup',
    (event) => {
      if (event.pointerId !== active) return;
      // A lifted pen reports no pressure: its last point would be a thin tail.
      if (event.pointerType !== 'pen') pen.extend([pointOf(event)]);
      stop();
    },
    { signal },
  );

  // The system took the pointer away (a gesture, a call): what is drawn stays.
  for (const type of ['pointercancel', 'lostpointercapture'] as const) {
    sheet.addEventListener(type, (event) => event.pointerId === active && stop(), { signal });
  }

  // iPadOS takes Apple Pencil strokes for handwriting to convert (Scribble) unless touchmove is
  // refused. That of two fingers that draw nothing is the browser's, to scroll and zoom.
  sheet.addEventListener('touchmove', (event) => active !== null && event.preventDefault(), {
    signal,
    passive: false,
  });

  return () => listening.abort();
}

/** Every point since the last event; the event itself where a browser does not keep them. */
function allOf(event: PointerEvent): PointerEvent[] {
  // Typed as always there, but Safari has it only since 18.2.
  const coalesced = (event as Partial<PointerEvent>).getCoalescedEvents?.call(event) ?? [];
  return coalesced.length > 0 ? coalesced : [event];
}
