import type { Rect } from '../api/answers';
import type { Photo } from './photo';
import { PICTURE_SIDE } from './picture';

/** How much of the sheet is left free around a picture from outside, on every side: as in sheet.css. */
const PHOTO_MARGIN = 0.03;

/** A rectangle on the sheet, in units of its side. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where a rectangle of the picture that was sent lies on the sheet.
 *
 * @param photo the picture from outside, or null where the picture was the sheet itself.
 * @returns null where the size of the picture is not known.
 */
export function onSheet([x, y, width, height]: Rect, photo: Photo | null): Area | null {
  const size = photo ? photo.size : { width: PICTURE_SIDE, height: PICTURE_SIDE };
  if (!size) return null;
  const room = photo ? 1 - 2 * PHOTO_MARGIN : 1;
  const scale = room / Math.max(size.width, size.height);
  return {
    left: (1 - size.width * scale) / 2 + x * scale,
    top: (1 - size.height * scale) / 2 + y * scale,
    width: width * scale,
    height: height * scale,
  };
}
