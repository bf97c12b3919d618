import type { Rect, Way } from '../api/answers';
import { onSheet, type Area } from '../drawing/onSheet';
import type { Photo } from '../drawing/photo';

/** Longer side of the picture that flies, in pixels: larger than any lens, small enough to be made in a frame. */
const LONGEST = 600;

/** A place on the desk, in CSS pixels from its top left. */
export interface Spot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** From where to where a drawing goes on its way into the lens. */
export interface Flight {
  readonly sheet: Spot;
  readonly lens: Spot;
  /** Where the drawing lies on the sheet. */
  readonly box: Spot;
  /** What lies there, as a CSS image. */
  readonly cutout: string;
  /** It is a picture with its paper, not bare ink. */
  readonly photo: boolean;
  /** CSS transforms of the box into the lens: by its middle, and by its centre of mass. */
  readonly scaled: string;
  readonly centred: string;
}

/**
 * @param desk what holds sheet and lens.
 * @returns null where they are not there, or it is not known where the picture lies on the sheet.
 */
export function flightOf(desk: Element, { box, window }: Way, photo: Photo | null): Flight | null {
  const sheet = desk.querySelector('.sheet');
  const lens = desk.querySelector('.lens');
  const [cut, seen] = [onSheet(box, photo), onSheet(window, photo)];
  if (!sheet || !lens || !cut || !seen) return null;
  const [from, to] = [spotOf(sheet, desk), spotOf(lens, desk)];
  const here = within(from, cut);
  return {
    sheet: from,
    lens: to,
    box: here,
    cutout: `url(${photo ? cutPhoto(sheet, box) : cutInk(sheet, cut)})`,
    photo: photo !== null,
    ...transformsOf(here, within(from, seen), to),
  };
}

function spotOf(element: Element, desk: Element): Spot {
  const [place, origin] = [element.getBoundingClientRect(), desk.getBoundingClientRect()];
  const { width, height } = place;
  return { left: place.left - origin.left, top: place.top - origin.top, width, height };
}

function within(sheet: Spot, { left, top, width, height }: Area): Spot {
  return {
    left: sheet.left + left * sheet.width,
    top: sheet.top + top * sheet.height,
    width: width * sheet.width,
    height: height * sheet.height,
  };
}

function cutPhoto(sheet: Element, box: Rect): string {
  const photograph = sheet.querySelector<HTMLImageElement>('.photograph');
  return photograph ? cut(photograph, box) : '';
}

function cutInk(sheet: Element, { left, top, width, height }: Area): string {
  const paper = sheet.querySelector<HTMLCanvasElement>('.paper');
  if (!paper) return '';
  const side = paper.width;
  return cut(paper, [left * side, top * side, width * side, height * side]);
}

/** What lies in `source`, no larger than it is shown, as a data: URL. */
function cut(source: CanvasImageSource, [x, y, width, height]: Rect): string {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas
    .getContext('2d')
    ?.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL();
}

/** The transforms, with the origin in the top left, that carry `box` into `lens`. */
export function transformsOf(
  box: Spot,
  window: Spot,
  lens: Spot,
): Pick<Flight, 'scaled' | 'centred'> {
  const scale = lens.width / window.width;
  const [width, height] = [box.width * scale, box.height * scale];
  const middle = {
    left: lens.left + (lens.width - width) / 2,
    top: lens.top + (lens.height - height) / 2,
  };
  const weighed = {
    left: lens.left + (box.left - window.left) * scale,
    top: lens.top + (box.top - window.top) * scale,
  };
  const to = ({ left, top }: { left: number; top: number }) =>
    `translate(${left - box.left}px, ${top - box.top}px) scale(${scale})`;
  return { scaled: to(middle), centred: to(weighed) };
}
