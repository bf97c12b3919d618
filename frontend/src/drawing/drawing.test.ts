import { beforeEach, describe, expect, test } from 'vitest';
import { MAX_WIDTH, MIN_WIDTH } from './stroke';
import {
  canRedo,
  canUndo,
  createDrawing,
  isEmpty,
  photoOf,
  strokesOf,
  type DrawingStore,
} from './drawing';

let drawing: DrawingStore;
const state = () => drawing.getState();

function draw(x: number): void {
  state().begin({ x, y: 0.1 });
  state().extend([{ x, y: 0.9 }]);
  state().end();
}

/** Where each stroke on the sheet begins: tells them apart. */
const starts = () => strokesOf(state()).map(({ points }) => points[0]?.x);

beforeEach(() => {
  drawing = createDrawing();
});

test('a click is a dot', () => {
  state().begin({ x: 0.5, y: 0.5 });
  state().end();
  expect(strokesOf(state())).toEqual([{ points: [{ x: 0.5, y: 0.5 }], width: state().width }]);
});

test('a stroke keeps every point, but no repeats of a resting pen', () => {
  state().begin({ x: 0, y: 0 });
  state().extend([
    { x: 0.1, y: 0 },
    { x: 0.1, y: 0 },
    { x: 1.2, y: -0.1 },
  ]);
  expect(strokesOf(state())[0]?.points).toEqual([
    { x: 0, y: 0 },
    { x: 0.1, y: 0 },
    { x: 1.2, y: -0.1 },
  ]);
});

test('the stroke under the pen is on the sheet at once', () => {
  state().begin({ x: 0.3, y: 0.3 });
  expect(isEmpty(state())).toBe(false);
  expect(starts()).toEqual([0.3]);
});

test('a width applies to strokes to come', () => {
  draw(0.1);
  state().setWidth(0.03);
  draw(0.2);
  const [first, second] = strokesOf(state());
  expect(first?.width).not.toBe(0.03);
  expect(second?.width).toBe(0.03);
});

test('undo and redo walk through strokes and clearings alike', () => {
  draw(0.1);
  draw(0.2);
  state().clear();
  expect(starts()).toEqual([]);
  state().undo();
  expect(starts()).toEqual([0.1, 0.2]);
  state().undo();
  expect(starts()).toEqual([0.1]);
  state().redo();
  state().redo();
  expect(isEmpty(state())).toBe(true);
});

test('undo in the middle of a stroke takes that stroke, and later points are not drawn', () => {
  draw(0.1);
  state().begin({ x: 0.2, y: 0 });
  state().undo();
  state().extend([{ x: 0.9, y: 0.9 }]);
  expect(starts()).toEqual([0.1]);
});

test('a lost end of a stroke does not lose the stroke', () => {
  state().begin({ x: 0.1, y: 0 });
  draw(0.2);
  expect(starts()).toEqual([0.1, 0.2]);
});

test('what would do nothing cannot be done', () => {
  const can = () => [canUndo(state()), canRedo(state())];
  expect(can()).toEqual([false, false]);
  draw(0.1);
  expect(can()).toEqual([true, false]);
  state().undo();
  expect(can()).toEqual([false, true]);

  const before = state();
  state().undo();
  state().clear();
  expect(state()).toBe(before);
});

test('a stroke that is abandoned was never there', () => {
  draw(0.1);
  const before = state().history;
  state().begin({ x: 0.2, y: 0 });
  state().abandon();
  expect(starts()).toEqual([0.1]);
  expect(state().history).toBe(before);
  expect(state().current).toBeNull();
});

describe('a picture', () => {
  const photo = { picture: new Blob(['png']), name: 'seven.png' };

  test('lies there instead of strokes; undo, redo and clear know it', () => {
    draw(0.1);
    state().place({ photo });
    expect(photoOf(state())).toBe(photo);
    expect(starts()).toEqual([]);
    expect(isEmpty(state())).toBe(false);
    state().undo();
    expect(photoOf(state())).toBeNull();
    expect(starts()).toEqual([0.1]);
    state().redo();
    state().clear();
    expect(isEmpty(state())).toBe(true);
    state().undo();
    expect(photoOf(state())).toBe(photo);
  });

  test('makes way for a pen, and comes back with one undo, or when the pen was none', () => {
    state().place({ photo });
    const { revision } = state();
    state().begin({ x: 0.3, y: 0 });
    expect(photoOf(state())).toBeNull();
    expect(state().revision).toBeGreaterThan(revision);
    state().abandon();
    expect(photoOf(state())).toBe(photo);
    draw(0.2);
    expect(photoOf(state())).toBeNull();
    expect(starts()).toEqual([0.2]);
    state().undo();
    expect(photoOf(state())).toBe(photo);
  });
});

test('strokes that are placed replace what was drawn, in one step', () => {
  draw(0.1);
  state().place({ strokes: [{ points: [{ x: 0.7, y: 0 }], width: 0.05 }] });
  expect(starts()).toEqual([0.7]);
  state().undo();
  expect(starts()).toEqual([0.1]);
});

describe('revision', () => {
  test('stays while the drawing only grows', () => {
    draw(0.1);
    draw(0.2);
    expect(state().revision).toBe(0);
  });

  test.each(['undo', 'clear'] as const)('rises with %s', (edit) => {
    draw(0.1);
    state()[edit]();
    expect(state().revision).toBe(1);
  });
});

test('the brush grows thicker and thinner in steps, within its bounds', () => {
  const drawing = createDrawing();
  const { width: before, thicker, thinner } = drawing.getState();
  thicker();
  expect(drawing.getState().width).toBeCloseTo(before + 0.01);
  for (let i = 0; i < 20; i++) thicker();
  expect(drawing.getState().width).toBe(MAX_WIDTH);
  for (let i = 0; i < 20; i++) thinner();
  expect(drawing.getState().width).toBe(MIN_WIDTH);
});
