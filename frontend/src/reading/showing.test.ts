import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Reading } from '../api/answers';
import { createDrawing, type DrawingStore } from '../drawing/drawing';
import { never } from '../silence';
import { createReader, type Reader } from './reader';
import { createShowing, REST_MS, STEP_MS, STEPS, type ShowingStore } from './showing';

const READING: Reading = {
  digit: 7,
  confidence: 1,
  probabilities: Array.from({ length: 10 }, () => 0.1),
  model: '',
  input: 'data:image/png;base64,',
  way: { box: [0, 0, 10, 20], window: [-9, -4, 28, 28] },
};
let drawing: DrawingStore;
let reader: Reader;
let showing: ShowingStore;
let viewer: { wantsStills: boolean; hasSeen: boolean };

beforeEach(() => {
  vi.useFakeTimers();
  viewer = { wantsStills: false, hasSeen: false };
  drawing = createDrawing();
  reader = createReader({ predict: never, read: never });
  showing = createShowing(drawing, reader, {
    wantsStills: () => viewer.wantsStills,
    hasSeen: () => viewer.hasSeen,
    remember: () => (viewer.hasSeen = true),
  });
});
afterEach(() => vi.useRealTimers());

const step = () => showing.getState().step;
function answer(reading: Reading = READING): void {
  reader.store.setState({ reading, settled: true });
}

test('the first digit ever read shows its way once the pen has rested', () => {
  answer();
  expect(step()).toBeNull();
  vi.advanceTimersByTime(REST_MS);
  const seen = STEPS.map(() => {
    const now = step();
    vi.advanceTimersByTime(STEP_MS);
    return now;
  });
  expect(seen).toEqual(STEPS);
  expect(step()).toBeNull();
});

test('later ones only when asked', () => {
  viewer.hasSeen = true;
  answer();
  vi.advanceTimersByTime(REST_MS);
  expect(step()).toBeNull();
  showing.getState().show();
  expect(step()).toBe('cut');
});

test('a pen that draws on is not disturbed, neither before nor in the middle', () => {
  answer();
  vi.advanceTimersByTime(REST_MS - 1);
  drawing.getState().begin({ x: 0.5, y: 0.5 });
  vi.advanceTimersByTime(10 * STEP_MS);
  expect(step()).toBeNull();

  showing.getState().show();
  drawing.getState().extend([{ x: 0.6, y: 0.6 }]);
  expect(step()).toBeNull();
  vi.advanceTimersByTime(10 * STEP_MS);
  expect(step()).toBeNull();
});

test('it is of one reading: another ends it', () => {
  answer();
  showing.getState().show();
  reader.store.setState({ reading: { ...READING, digit: 1 } });
  expect(step()).toBeNull();
});

test('who wants no motion turns the steps over, and gets none unasked', () => {
  viewer.wantsStills = true;
  answer();
  vi.advanceTimersByTime(REST_MS);
  expect(step()).toBeNull();
  for (const expected of [...STEPS, null]) {
    showing.getState().show();
    expect(step()).toBe(expected);
    vi.advanceTimersByTime(10 * STEP_MS);
    expect(step()).toBe(expected);
  }
});

test('asking again begins again', () => {
  answer();
  showing.getState().show();
  vi.advanceTimersByTime(STEP_MS);
  expect(step()).toBe('scale');
  showing.getState().show();
  expect(step()).toBe('cut');
  vi.advanceTimersByTime(STEP_MS - 1);
  expect(step()).toBe('cut');
});

test('what is no digit is shown only when asked, and what has no way not at all', () => {
  answer({ ...READING, digit: null });
  vi.advanceTimersByTime(REST_MS);
  expect(step()).toBeNull();
  const { digit, confidence, probabilities, model, input } = READING;
  answer({ digit, confidence, probabilities, model, input });
  showing.getState().show();
  expect(step()).toBeNull();
});
