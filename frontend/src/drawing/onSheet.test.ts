import { expect, test } from 'vitest';
import { onSheet } from './onSheet';

test('a drawing is sent as the whole sheet', () => {
  expect(onSheet([70, 0, 140, 280], null)).toEqual({ left: 0.25, top: 0, width: 0.5, height: 1 });
});

test('a wide picture lies in the middle, with a margin', () => {
  const size = { width: 200, height: 100 };
  const area = onSheet([0, 0, 200, 100], { picture: new Blob(), name: '', size });
  expect(area?.left).toBeCloseTo(0.03);
  expect(area?.width).toBeCloseTo(0.94);
  expect(area?.top).toBeCloseTo(0.265);
  expect(area?.height).toBeCloseTo(0.47);
});

test('where a picture of unknown size lies is not known', () => {
  expect(onSheet([0, 0, 1, 1], { picture: new Blob(), name: '' })).toBeNull();
});
