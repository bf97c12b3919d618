import { expect, test } from 'vitest';
import { learnedFrom } from './answer';
import { lineThrough, scaleOf, ticksOf, worthShowing } from './chart';

const ANSWER = {
  name: 'cnn',
  learned: {
    version: 1,
    curves: {
      epoch: [1, 2],
      loss: [0.5, 0.25],
      accuracy: [0.8, 0.9],
      validation_loss: [0.4, 0.3],
      validation_accuracy: [0.85, 0.92],
    },
    best_epoch: 2,
    sets: [
      {
        name: 'validation',
        title: 'digits held back',
        digits: 5000,
        confusion: Array(10).fill(Array(10).fill(1)),
        mistakes: [{ label: 9, read: 4, confidence: 0.99, picture: 'AAAA' }],
      },
    ],
  },
};

test('the answer of the server becomes what the page shows', () => {
  const learned = learnedFrom(ANSWER);
  expect(learned?.curves.validationAccuracy).toEqual([0.85, 0.92]);
  expect(learned?.bestEpoch).toBe(2);
  expect(learned?.sets[0]?.mistakes[0]?.picture).toBe('data:image/png;base64,AAAA');
});

test('a network of which it is not known is no mistake; half an answer is one', () => {
  expect(learnedFrom({ name: 'mine', learned: null })).toBeNull();
  const { learned } = ANSWER;
  for (const broken of [
    { ...learned, curves: { ...learned.curves, loss: [1] } },
    { ...learned, sets: null },
    { ...learned, sets: [{ ...learned.sets[0], confusion: [] }] },
  ]) {
    expect(() => learnedFrom({ learned: broken })).toThrow(TypeError);
  }
});

test.each([
  [
    [0.03, 0.41],
    [0, 0.1, 0.2, 0.3, 0.4, 0.5],
  ],
  [
    [93.1, 99.6],
    [92, 94, 96, 98, 100],
  ],
  [
    [0.7, 0.7],
    [0.6, 0.8],
  ],
  [
    [0, 0],
    [0, 0.5],
  ],
])('the marks for %o are round numbers around it', (values, ticks) => {
  const found = ticksOf(values);
  expect(found.length).toBeGreaterThan(1);
  expect(found[0]).toBeLessThanOrEqual(Math.min(...values));
  expect(found.at(-1)).toBeGreaterThanOrEqual(Math.max(...values));
  expect(found.length).toBeLessThanOrEqual(ticks.length + 1);
  for (const tick of found) expect(String(tick).length).toBeLessThan(6);
});

test('a line goes where the scales say', () => {
  const x = scaleOf({ low: 1, high: 3 }, 0, 100);
  const y = scaleOf({ low: 0, high: 1 }, 50, 0);
  const points = [1, 2, 3].map((n) => [x(n), y(n / 4)] as const);
  expect(lineThrough(points)).toBe('M0.0 37.5L50.0 25.0L100.0 12.5');
});

test('the first epochs do not press all others flat, and no later one is left out', () => {
  const later = Array<number>(42).fill(1);
  expect(worthShowing([9, 8, 7, 6, 5, ...later])).toEqual(later);
  const overfitted = [...later, 2, 3];
  expect(worthShowing(overfitted)).toContain(3);
  expect(worthShowing([9, 1])).toEqual([9, 1]);
});
