import { renderStrokes } from './render';
import type { Stroke } from './stroke';

/**
 * Side of the picture in pixels: ten to each of the network's 28, enough that
 * shrinking it keeps the line's weight, and a few kilobytes as PNG.
 */
export const PICTURE_SIDE = 280;

// Dark on light whatever the theme: what is sent must not depend on who looks at it.
const PAPER = '#ffffff';
const INK = '#000000';

/** The drawing as an opaque PNG of PICTURE_SIDE × PICTURE_SIDE, whatever the screen. */
export function pictureOf(strokes: readonly Stroke[]): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = PICTURE_SIDE;
  canvas.height = PICTURE_SIDE;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return Promise.reject(new Error('This browser gives no canvas to draw on.'));
  context.fillStyle = PAPER;
  context.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
  renderStrokes(context, strokes, PICTURE_SIDE, INK);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('This browser could not make a picture of the drawing.'));
    }, 'image/png');
  });
}
