import { expect, test, vi } from 'vitest';
import { EXAMPLES } from '../drawing/examples';
import type { Stroke } from '../drawing/stroke';
import { ByteReader, ByteWriter, toBase64Url } from './bytes';
import { fragmentOf, holdsDrawing, strokesFrom } from './link';

const flat = (strokes: readonly Stroke[]) =>
  strokes.flatMap(({ points }) => points.flatMap(({ x, y, pressure = 0 }) => [x, y, pressure]));

const there = async (strokes: readonly Stroke[]) => strokesFrom(await fragmentOf(strokes));

test('numbers of every size come back, of either sign', () => {
  const writer = new ByteWriter();
  const numbers = [0, 1, 127, 128, 16_383, 16_384, 2_000_000];
  numbers.forEach((n) => writer.count(n));
  numbers.forEach((n) => writer.difference(-n));
  const reader = new ByteReader(writer.bytes());
  expect(numbers.map(() => reader.count())).toEqual(numbers);
  expect(numbers.map(() => reader.difference())).toEqual(numbers.map((n) => 0 - n));
  expect(reader.done).toBe(true);
  expect(() => reader.count()).toThrow(RangeError);
});

test.each(EXAMPLES.map(({ digit, strokes }) => [digit, strokes] as const))(
  'a %i comes back within a thousandth of the sheet, brush and all',
  async (_, strokes) => {
    const back = await there(strokes);
    expect(back.map(({ width }) => width)).toEqual(strokes.map(({ width }) => width));
    const [before, after] = [flat(strokes), flat(back)];
    expect(after).toHaveLength(before.length);
    after.forEach((value, i) => expect(Math.abs(value - (before[i] ?? 0))).toBeLessThan(0.00051));
  },
);

test('pressure, dots, and points off the sheet come back', async () => {
  const strokes: Stroke[] = [
    { width: 0.02, points: [{ x: 0.5, y: 0.25 }] },
    {
      width: 0.12,
      points: [
        { x: -0.4, y: 1.3, pressure: 0 },
        { x: 0.6, y: 0.1, pressure: 1 },
      ],
    },
  ];
  expect(await there(strokes)).toEqual(strokes);
});

test('a digit is short enough for a message, and deflated where that makes it shorter', async () => {
  const eight = EXAMPLES[8]?.strokes ?? [];
  const fragment = await fragmentOf(eight);
  expect(fragment.length).toBeLessThan(250);
  const long: Stroke[] = [
    { width: 0.07, points: Array<object>(500).fill({ x: 0.5, y: 0.5 }) as [] },
  ];
  expect(await fragmentOf(long)).toMatch(/^#drawing=1z\.[\w-]{1,60}$/);
  expect(await there(long)).toEqual(long);
});

test('a browser that cannot deflate writes a link that all can read', async () => {
  const strokes = EXAMPLES[3]?.strokes ?? [];
  vi.stubGlobal('CompressionStream', undefined);
  Reflect.deleteProperty(globalThis, 'CompressionStream');
  const fragment = await fragmentOf(strokes);
  vi.unstubAllGlobals();
  expect(fragment).toMatch(/^#drawing=1\./);
  expect(await strokesFrom(fragment)).toHaveLength(strokes.length);
});

test.each(['', '#', '#teach'])('%o claims to hold no drawing', (fragment) => {
  expect(holdsDrawing(fragment)).toBe(false);
});

test('a drawing is held, also where it turns out to be none', async () => {
  expect(holdsDrawing(await fragmentOf(EXAMPLES[1]?.strokes ?? []))).toBe(true);
  expect(holdsDrawing('#drawing=')).toBe(true);
});

const bytes = (...values: number[]) => `#drawing=1.${toBase64Url(Uint8Array.from(values))}`;
test.each([
  '#drawing=',
  '#drawing=2.AAAA',
  '#drawing=1.A*B',
  '#drawing=1.AAAAA',
  '#drawing=1z.AAAA',
  bytes(),
  bytes(0), // no stroke
  bytes(1, 70, 0), // a stroke of no points
  bytes(1, 0, 2, 0, 0), // a line of no width
  bytes(1, 70, 4, 0, 0, 1), // breaks off
  bytes(1, 70, 2, 0, 0, 9), // more than there should be
  bytes(1, 70, 2, 255, 255, 127, 0), // a point on the moon
  bytes(255, 255, 255, 255, 255), // more strokes than bytes
])('%s is refused', async (fragment) => {
  await expect(strokesFrom(fragment)).rejects.toThrow();
});

test('a short link of more points than a page can draw is refused', async () => {
  const writer = new ByteWriter();
  const dwelling = [1, 70, 2 * 200_000, ...Array<number>(2 * 200_000).fill(0)];
  dwelling.forEach((n) => writer.count(n));
  const packed = await new Response(
    new Blob([writer.bytes()]).stream().pipeThrough(new CompressionStream('deflate-raw')),
  ).arrayBuffer();
  const fragment = `#drawing=1z.${toBase64Url(new Uint8Array(packed))}`;
  expect(fragment.length).toBeLessThan(1000);
  await expect(strokesFrom(fragment)).rejects.toThrow('more points than anyone draws');
});

test('a bomb is not unpacked', async () => {
  const zeros = new Blob([new Uint8Array(50_000_000)]).stream();
  const packed = await new Response(
    zeros.pipeThrough(new CompressionStream('deflate-raw')),
  ).arrayBuffer();
  const fragment = `#drawing=1z.${toBase64Url(new Uint8Array(packed))}`;
  await expect(strokesFrom(fragment)).rejects.toThrow('more than anyone draws');
});
