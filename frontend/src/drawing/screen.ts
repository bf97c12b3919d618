import { strokesOf, type DrawingStore } from './drawing';
import { renderStrokes } from './render';

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

  const sizes = new ResizeObserver(([entry]) => {
    const side = entry ? pixelsOf(entry) : 0;
    if (side === 0 || side === canvas.width) return;
    canvas.width = side;
    canvas.height = side;
    // Resizing wiped the canvas; waiting for the next frame would show it blank.
    paint();
  });
  try {
    // Reports changes of the pixel ratio too, and the size without rounding errors.
    sizes.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    // Safari has no such box.
    sizes.observe(canvas);
  }

  const theme = matchMedia('(prefers-color-scheme: dark)');
  theme.addEventListener('change', refresh);
  const unsubscribe = drawing.subscribe(refresh);
  refresh();

  return () => {
    unsubscribe();
    theme.removeEventListener('change', refresh);
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
