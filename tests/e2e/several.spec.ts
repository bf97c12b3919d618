import path from 'node:path';
import { expect, test } from './test';

const YEAR = path.resolve(import.meta.dirname, '../../docs/2026.png');

test('several digits are read as a number, each in its box on the sheet', async ({
  page,
  sheet,
}) => {
  test.slow(); // Four digits are drawn point by point.
  await sheet.drawNumber('2026');
  await expect(sheet.reading).toHaveText('2026');
  const boxes = page.getByTestId('box');
  await expect(boxes).toHaveCount(4);
  await expect(boxes.first()).toHaveText(/^2\d\d\.\d.%$/);
  const paper = await sheet.paper.boundingBox();
  for (const [at, box] of (await boxes.all()).entries()) {
    const { x, y, width, height } = (await box.boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    const middle = [x + width / 2 - (paper?.x ?? 0), y + height / 2 - (paper?.y ?? 0)];
    const side = paper?.width ?? 1;
    expect((middle[0] ?? 0) / side).toBeCloseTo((at + 0.5) / 4, 1);
    expect((middle[1] ?? 0) / side).toBeCloseTo(0.5, 1);
    expect(height / side).toBeGreaterThan(0.25);
  }
});

test('the bars and the 28×28 are of the digit pointed at, on the sheet or in the reading', async ({
  page,
  sheet,
}) => {
  await sheet.drawNumber('20');
  await expect(sheet.reading).toHaveText('20');
  const leading = page.getByTestId('probabilities').locator('.leading');
  const seen = page.getByAltText(/as the network saw it/);
  await expect(leading).toHaveAttribute('data-digit', '0');
  const last = await seen.getAttribute('src');

  await page.getByTestId('box').first().hover({ force: true });
  await expect(leading).toHaveAttribute('data-digit', '2');
  await expect(sheet.certainty).toContainText('Digit 1 of 2: a 2');
  expect(await seen.getAttribute('src')).not.toBe(last);

  await page.getByTestId('digit-1').focus();
  await expect(leading).toHaveAttribute('data-digit', '0');
});

test('a picture of several digits has its boxes where the digits are seen', async ({
  page,
  sheet,
}) => {
  await page.getByTestId('picture').setInputFiles(YEAR);
  await expect(sheet.reading).toHaveText('2026');
  const photograph = await page.getByTestId('photograph').boundingBox();
  const first = await page.getByTestId('box').first().boundingBox();
  const last = await page.getByTestId('box').last().boundingBox();
  if (!photograph || !first || !last) throw new Error('There is no picture, or no box.');
  // 450 × 200 in pixels of the file, of which 34 are free on either side.
  expect((first.x - photograph.x) / photograph.width).toBeCloseTo(0.03 + (0.94 * 34) / 450, 1);
  expect((last.x + last.width - photograph.x) / photograph.width).toBeCloseTo(0.9, 1);
});

test('undoing back to one digit reads one digit', async ({ page, sheet }) => {
  await sheet.drawNumber('21');
  await expect(sheet.reading).toHaveText('21');
  await sheet.undo.click();
  await expect(sheet.reading).toHaveText('2');
  await expect(page.getByTestId('box')).toHaveCount(0);
});

test('a late answer about several digits is dropped, too', async ({ page, sheet }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let arrived = 0;
  await page.route('**/read*', async (route) => {
    arrived += 1;
    await held;
    await route.continue().catch(() => {}); // given up by the page
  });
  await sheet.drawNumber('21');
  await expect.poll(() => arrived).toBeGreaterThan(0);
  await sheet.clear.click();
  release();
  await page.unrouteAll({ behavior: 'wait' });
  await expect(sheet.reading).toHaveText('');
  await expect(page.getByTestId('box')).toHaveCount(0);
});

test('a scribble is no digit, and no number', async ({ page, sheet }) => {
  await sheet.scribble();
  await expect(sheet.certainty).toHaveText('This does not look like a digit.');
  await expect(sheet.reading).toHaveText('');
  await expect(page.getByTestId('box')).toHaveCount(0);
});
