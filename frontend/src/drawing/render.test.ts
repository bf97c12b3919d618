import { expect, test } from 'vitest';
import { renderStrokes, type Pen } from './render';

/** Writes down what is drawn, with the line width it is drawn in. */
function recorder(): { pen: Pen; marks: [what: string, ...numbers: number[]][] } {
  const marks: [string, ...number[]][] = [];
  const mark =
    (what: string) =>
    (...numbers: number[]) =>
      void marks.push([what, ...[pen.lineWidth, ...numbers].map((n) => Math.round(n * 100) / 100)]);
  const pen = {
    lineWidth: 0,
    beginPath: () => undefined,
    moveTo: mark('move'),
    quadraticCurveTo: mark('curve'),
    stroke: () => undefined,
    arc: mark('dot'),
    fill: () => undefined,
  } as unknown as Pen;
  return { pen, marks };
}

test('a single point is a dot as wide as the brush', () => {
  const { pen, marks } = recorder();
  renderStrokes(pen, [{ points: [{ x: 0.5, y: 0.25 }], width: 0.1 }], 200, '#000');
  expect(marks).toEqual([['dot', 0, 100, 50, 10, 0, 6.28]]);
});

test('a line reaches its last point, in the ink asked for, scaled to the target', () => {
  const { pen, marks } = recorder();
  const points = [
    { x: 0, y: 0 },
    { x: 0.5, y: 0 },
    { x: 0.5, y: 1 },
  ];
  renderStrokes(pen, [{ points, width: 0.1 }], 100, '#123456');
  expect(pen.strokeStyle).toBe('#123456');
  expect(marks).toEqual([
    ['move', 10, 0, 0],
    ['curve', 10, 50, 0, 50, 50],
    ['curve', 10, 50, 100, 50, 100],
  ]);
});

test('a pressed pen draws broader, and each piece begins where the last ended', () => {
  const { pen, marks } = recorder();
  const points = [
    { x: 0, y: 0, pressure: 0.5 },
    { x: 0.5, y: 0, pressure: 0 },
    { x: 1, y: 0, pressure: 1 },
  ];
  renderStrokes(pen, [{ points, width: 0.1 }], 100, '#000');
  expect(marks).toEqual([
    ['move', 5, 0, 0],
    ['curve', 5, 50, 0, 75, 0],
    ['move', 15, 75, 0],
    ['curve', 15, 100, 0, 100, 0],
  ]);
});
