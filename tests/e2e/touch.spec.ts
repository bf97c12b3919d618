import type { Page } from '@playwright/test';
import { DIGITS } from './digits';
import { expect, test } from './test';

for (const digit of [3, 7, 1]) {
  test(`reads a ${digit} drawn with a finger`, async ({ sheet }) => {
    await sheet.drawByTouch(digit);
    await expect(sheet.reading).toHaveText(String(digit));
  });
}

test('sheet and reading are both in view on a small phone', async ({ page, sheet }) => {
  await sheet.drawByTouch(3);
  await expect(sheet.reading).toHaveText('3');
  for (const part of [sheet.paper, sheet.undo, sheet.reading, sheet.certainty, sheet.bars.last()]) {
    await expect(part).toBeInViewport({ ratio: 1 });
  }
  expect(await scrollRoom(page)).toEqual([0, 0]);
});

test('the page does not move under the finger', async ({ page, sheet }) => {
  // Short enough that there is somewhere to scroll to.
  await page.setViewportSize({ width: 360, height: 420 });
  expect((await scrollRoom(page))[1]).toBeGreaterThan(50);
  await sheet.drawByTouch(1);
  await expect(sheet.reading).toHaveText('1');
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test('outside the sheet a finger scrolls as everywhere', async ({ page, sheet }) => {
  await page.setViewportSize({ width: 360, height: 420 });
  const actions = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => getComputedStyle(element).touchAction === 'none')
      .map((element) => element.tagName),
  );
  expect(actions).toEqual(['CANVAS']);

  // A finger on the plate below the sheet, moving down, brings the page back up.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const start = await page.evaluate(() => scrollY);
  expect(start).toBeGreaterThan(50);
  const finger = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    finger.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: y === undefined ? [] : [{ x: 180, y }],
    });
  await send('touchStart', 330);
  for (let y = 335; y <= 410; y += 5) await send('touchMove', y);
  await send('touchEnd');
  await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(start);
});

test('a second finger changes nothing', async ({ page, sheet }) => {
  const finger = await page.context().newCDPSession(page);
  const box = await sheet.paper.boundingBox();
  if (!box) throw new Error('There is no sheet.');
  const at = (x: number, y: number, id: number) => ({
    x: box.x + x * box.width,
    y: box.y + y * box.height,
    id,
  });
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: object[]) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: touchPoints as never });

  const [first, ...rest] = DIGITS[1]?.[0] ?? [];
  if (!first) throw new Error('digits.ts has no 1.');
  await send('touchStart', at(...first, 1));
  await send('touchStart', at(...first, 1), at(0.9, 0.9, 2));
  for (const place of rest) await send('touchMove', at(...place, 1), at(0.9, 0.2, 2));
  await expect(sheet.reading).toHaveText('1');
  await send('touchEnd');
  await sheet.undo.tap();
  await expect(sheet.undo).toBeDisabled();
});

/** How far the page could be scrolled, across and down, in CSS pixels. */
function scrollRoom(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [scrollWidth - innerWidth, scrollHeight - innerHeight];
  });
}
