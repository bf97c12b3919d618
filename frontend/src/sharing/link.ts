import type { Point, Stroke } from '../drawing/stroke';
import { ByteReader, ByteWriter, fromBase64Url, toBase64Url } from './bytes';

const KEY = '#drawing=';

/**
 * A drawing as the fragment of an address: `#drawing=1.…` with its bytes in base64, or
 * `#drawing=1z.…` with the bytes deflated, whichever is shorter. The bytes are numbers as
 * bytes.ts writes them:
 *
 *     strokes    their number, then for each of them
 *     width      in thousandths of the sheet's side
 *     points     their number, times two, plus one if they have pressure
 *     point      x, y in thousandths of the sheet's side, and pressure in hundredths:
 *                each as the difference from the point before, the first from 0
 */
const FRAGMENT = /^#drawing=1(z?)\.([\w-]+)$/;

/** A thousandth of the sheet is less than a pixel of most screens, and than the server can tell. */
const FINE = 1000;
const PRESSURES = 100;

/** Bounds on what a made-up link can cost. Nobody draws so much. */
const MOST_BYTES = 1_000_000;
/** Each is drawn anew in every frame. A quick pen sends 240 a second: these are minutes without a pause. */
const MOST_POINTS = 50_000;
/** How far outside the sheet a point may lie, in its sides. */
const FARTHEST = 20;

export async function fragmentOf(strokes: readonly Stroke[]): Promise<string> {
  const bytes = written(strokes);
  const plain = `${KEY}1.${toBase64Url(bytes)}`;
  if (!('CompressionStream' in globalThis)) return plain;
  const deflated = await through(bytes, new CompressionStream('deflate-raw'));
  const short = `${KEY}1z.${toBase64Url(deflated)}`;
  return short.length < plain.length ? short : plain;
}

/** Whether a fragment (`location.hash`) claims to hold a drawing. */
export function holdsDrawing(fragment: string): boolean {
  return fragment.startsWith(KEY);
}

/** The drawing that such a fragment holds. Rejects if it cannot be read. */
export async function strokesFrom(fragment: string): Promise<Stroke[]> {
  const [, deflated, text] = FRAGMENT.exec(fragment) ?? [];
  if (text === undefined) throw new RangeError('The fragment is of no version known here.');
  const bytes = fromBase64Url(text);
  return read(deflated ? await through(bytes, new DecompressionStream('deflate-raw')) : bytes);
}

function written(strokes: readonly Stroke[]): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.count(strokes.length);
  for (const { width, points } of strokes) {
    const pressed = points[0]?.pressure !== undefined;
    out.count(Math.round(width * FINE));
    out.count(2 * points.length + (pressed ? 1 : 0));
    let [x, y, pressure] = [0, 0, 0];
    for (const point of points) {
      // Differences of what is rounded, so that no error adds up along the stroke.
      const next = {
        x: inside(Math.round(point.x * FINE)),
        y: inside(Math.round(point.y * FINE)),
        pressure: Math.round((point.pressure ?? 0.5) * PRESSURES),
      };
      out.difference(next.x - x);
      out.difference(next.y - y);
      if (pressed) out.difference(next.pressure - pressure);
      ({ x, y, pressure } = next);
    }
  }
  return out.bytes();
}

function read(bytes: Uint8Array): Stroke[] {
  const from = new ByteReader(bytes);
  const strokes: Stroke[] = [];
  let room = MOST_POINTS;
  for (let left = from.count(); left > 0; left--) {
    const width = from.count() / FINE;
    const header = from.count();
    const pressed = header % 2 === 1;
    const count = Math.floor(header / 2);
    room -= count;
    if (room < 0) throw new RangeError('Those are more points than anyone draws.');
    const points: Point[] = [];
    let [x, y, pressure] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      x += from.difference();
      y += from.difference();
      if (pressed) pressure += from.difference();
      if (inside(x) !== x || inside(y) !== y || pressure < 0 || pressure > PRESSURES) {
        throw new RangeError('A point lies nowhere near the sheet.');
      }
      const place = { x: x / FINE, y: y / FINE };
      points.push(pressed ? { ...place, pressure: pressure / PRESSURES } : place);
    }
    if (points.length === 0 || width <= 0 || width > 1) throw new RangeError('That is no stroke.');
    strokes.push({ points, width });
  }
  if (!from.done || strokes.length === 0) throw new RangeError('That is no drawing.');
  return strokes;
}

function inside(value: number): number {
  return Math.min(Math.max(value, -FARTHEST * FINE), FARTHEST * FINE);
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const { body } = new Response(bytes);
  if (!body) throw new RangeError('There are no bytes.');
  const reader = body.pipeThrough(transform).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new RangeError('That is more than anyone draws.');
    }
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
