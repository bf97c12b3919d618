import { expect, test } from 'vitest';
import { transformsOf } from './flight';

const box = { left: 100, top: 200, width: 50, height: 100 };
/** Around a centre of mass that is not the middle of the box: (120, 260). */
const window = { left: 50, top: 190, width: 140, height: 140 };
const lens = { left: 500, top: 40, width: 280, height: 280 };

test('first by the middle of the box, then by what the window says, at twice the size here', () => {
  expect(transformsOf(box, window, lens)).toEqual({
    // 100 × 200 in the middle of the lens: its corner at (590, 80).
    scaled: 'translate(490px, -120px) scale(2)',
    // As far in the lens as in the window: (500 + 2·50, 40 + 2·10).
    centred: 'translate(500px, -140px) scale(2)',
  });
});
