import { strokesOf, type DrawingStore } from './drawing';
import { renderStrokes } from './render';

/** No canvas is larger than this, in pixels a side: zoomed in far, its memory would be too. */
const LARGEST = 4096;

/**
 * Shows the drawing on `canvas`, in the canvas's CSS colour and in its real
 * pixels at any zoom or pixel ratio, once a frame at most.
 *
 * @returns a function that stops it.
 */
export function showDrawing(canvas: HTMLCanvasElement, drawing: DrawingStore): () => void {
  const context = canvas.getContext('2d');
  let frame = 0;

  function paint(): void {
    frame = 0;
    if (!context) return;
    const ink = getComputedStyle(canvas).color;
    context.clearRect(0, 0, canvas.width, canvas.height);
    renderStrokes(context, strokesOf(drawing.getState()), canvas.width, ink);
  }

  function refresh(): void {
    frame ||= requestAnimationFrame(paint);
  }

  /** Side of the canvas in device pixels, before two fingers zoom it. */
  let side = 0;

  function fit(): void {
    // Two fingers magnify what is there: more pixels keep it sharp.
    const zoom = Math.max(1, window.visualViewport?.scale ?? 1);
    const next = Math.min(Math.round(side * zoom), Math.max(side, LARGEST));
    if (next === 0 || next === canvas.width) return;
    canvas.width = next;
    canvas.height = next;
    // Resizing wiped the canvas; waiting for the next frame would show it blank.
    paint();
  }

  const sizes = new ResizeObserver(([entry]) => {
    if (entry) side = pixelsOf(entry);
    fit();
  });
  try {
    // Reports changes of the pixel ratio too, and the size without rounding errors.
    sizes.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    // Safari has no such box.
    sizes.observe(canvas);
  }

  window.visualViewport?.addEventListener('resize', fit);

  /** Watches for a change of the pixel ratio that leaves the size in CSS pixels as it is. */
  let ratio = watchRatio();
  function watchRatio(): MediaQueryList {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener('change', onRatio, { once: true });
    return query;
  }
  function onRatio(): void {
    ratio = watchRatio();
    side = Math.round(canvas.clientWidth * devicePixelRatio);
    fit();
  }

  const theme = matchMedia('(prefers-color-scheme: dark)');
  theme.addEventListener('change', refresh);
  const unsubscribe = drawing.subscribe(refresh);
  refresh();

  return () => {
    unsubscribe();
    theme.removeEventListener('change', refresh);
    ratio.removeEventListener('change', onRatio);
    window.visualViewport?.removeEventListener('resize', fit);
    sizes.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** Side of the canvas in device pixels. */
function pixelsOf(entry: ResizeObserverEntry): number {
  // Typed as always there; see Safari above.
  const exact = (entry as Partial<ResizeObserverEntry>).devicePixelContentBoxSize?.[0]?.inlineSize;
  const rounded = Math.round(entry.contentRect.width * devicePixelRatio);
  // A pixel ratio that the browser only imitates is missing from the exact size.
  return exact !== undefined && Math.abs(exact - rounded) <= 1 ? exact : rounded;
}
