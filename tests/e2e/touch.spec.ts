import type { Page } from '@playwright/test';
import { DIGITS } from './digits';
import type { Sheet } from './sheet';
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
  expect((await scrollRoom(page))[0]).toBe(0);
});

test('the page does not move under the finger', async ({ page, sheet }) => {
  await page.setViewportSize({ width: 360, height: 420 });
  // A finger that goes down, as it does in a 1, would bring back what is above.
  await page.evaluate(() => scrollTo({ top: 40, behavior: 'instant' }));
  expect(await page.evaluate(() => scrollY)).toBe(40);
  await sheet.drawByTouch(1);
  await expect(sheet.reading).toHaveText('1');
  expect(await page.evaluate(() => scrollY)).toBe(40);
});

test('outside the sheet a finger scrolls as everywhere', async ({ page, sheet }) => {
  await page.setViewportSize({ width: 360, height: 420 });
  const actions = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => !/auto|manipulation/.test(getComputedStyle(element).touchAction))
      .map((element) => [element.tagName, getComputedStyle(element).touchAction]),
  );
  expect(actions).toEqual([['CANVAS', 'pinch-zoom']]);

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

test('a second finger changes nothing once the first draws', async ({ page, sheet }) => {
  const { send, at, detach } = await fingersOn(page, sheet);
  const [first, ...rest] = DIGITS[1]?.[0] ?? [];
  if (!first) throw new Error('digits.ts has no 1.');
  await send('touchStart', at(...first, 1));
  for (const place of rest.slice(0, 5)) await send('touchMove', at(...place, 1));
  for (const place of rest.slice(5)) await send('touchMove', at(...place, 1), at(0.9, 0.2, 2));
  await expect(sheet.reading).toHaveText('1');
  await send('touchEnd');
  await detach();
  await sheet.undo.tap();
  await expect(sheet.undo).toBeDisabled();
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
});

test('two fingers that come together zoom the page and draw nothing', async ({ page, sheet }) => {
  const { send, at, detach } = await fingersOn(page, sheet);
  await send('touchStart', at(0.35, 0.5, 1));
  await send('touchStart', at(0.35, 0.5, 1), at(0.65, 0.5, 2));
  for (let apart = 0.16; apart < 0.42; apart += 0.02) {
    await send('touchMove', at(0.5 - apart, 0.5, 1), at(0.5 + apart, 0.5, 2));
  }
  await send('touchEnd');
  await detach();
  await expect.poll(() => page.evaluate(() => visualViewport?.scale)).toBeGreaterThan(1.5);
  await expect(sheet.undo).toBeDisabled();
  expect(await sheet.inked()).toBe(0);
  // What is magnified has as many pixels as the screen has there, up to a bound on its memory.
  const [pixels, seen] = await sheet.paper.evaluate((canvas: HTMLCanvasElement) => {
    const zoom = devicePixelRatio * (visualViewport?.scale ?? 1);
    return [canvas.width, canvas.getBoundingClientRect().width * zoom] as const;
  });
  expect(pixels / Math.min(seen, 4096)).toBeCloseTo(1, 1);
});

for (const beside of ['first', 'second']) {
  test(`nor do they draw where the ${beside} is beside the sheet`, async ({ page, sheet }) => {
    const { send, at, detach } = await fingersOn(page, sheet);
    // One on the sheet, going up, and one below it, going down.
    const [on, off] = beside === 'first' ? [2, 1] : [1, 2];
    const places = (apart: number) =>
      [at(0.5, 0.9 - apart, on), at(0.5, 1.2 + apart, off)].sort((a, b) => a.id - b.id);
    await send('touchStart', ...places(0));
    for (let apart = 0.02; apart < 0.5; apart += 0.02) await send('touchMove', ...places(apart));
    await send('touchEnd');
    await detach();
    await expect.poll(() => page.evaluate(() => visualViewport?.scale)).toBeGreaterThan(1.5);
    await expect(sheet.undo).toBeDisabled();
    expect(await sheet.inked()).toBe(0);
  });
}

test('a finger draws while a thumb rests beside the sheet', async ({ page, sheet }) => {
  const { send, rested, at, detach } = await fingersOn(page, sheet);
  const thumb = at(0.1, 1.2, 1);
  const [first, ...rest] = DIGITS[1]?.[0] ?? [];
  if (!first) throw new Error('digits.ts has no 1.');
  await rested(thumb);
  await send('touchStart', thumb, at(...first, 2));
  for (const place of rest) await send('touchMove', thumb, at(...place, 2));
  await expect(sheet.reading).toHaveText('1');
  await send('touchEnd');
  await detach();
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
});

test('two fingers scroll the page, over the sheet too', async ({ page, sheet }) => {
  await page.setViewportSize({ width: 360, height: 420 });
  const { send, at, detach } = await fingersOn(page, sheet);
  await send('touchStart', at(0.4, 0.9, 1), at(0.6, 0.9, 2));
  for (let y = 0.88; y > 0.3; y -= 0.03) await send('touchMove', at(0.4, y, 1), at(0.6, y, 2));
  await send('touchEnd');
  await detach();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(50);
  await expect(sheet.undo).toBeDisabled();
});

test('nothing on the page is broader than a small phone', async ({ page, sheet }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await sheet.drawByTouch(3);
  await expect(sheet.reading).toHaveText('3');
  await page.getByTestId('tell-8').tap();
  await sheet.network.selectOption('mlp-16-16');
  await page.getByTestId('learned').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('confusion')).toBeVisible();
  expect((await scrollRoom(page))[0]).toBe(0);
});

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 768, height: 1024 } });

  test('a finger draws as on a phone, sheet and reading both in view', async ({ page, sheet }) => {
    await sheet.drawByTouch(4);
    await expect(sheet.reading).toHaveText('4');
    for (const part of [sheet.paper, sheet.undo, sheet.reading, sheet.bars.last()]) {
      await expect(part).toBeInViewport({ ratio: 1 });
    }
    expect((await scrollRoom(page))[0]).toBe(0);
    await sheet.undo.tap();
    await sheet.undo.tap();
    await expect(sheet.undo).toBeDisabled();
    expect(await sheet.inked()).toBe(0);
  });
});

test('a phone offers its camera', async ({ page, sheet }) => {
  await expect(sheet.paper).toBeVisible();
  const camera = page.getByTestId('camera');
  await expect(camera).toBeVisible();
  await expect(camera).toHaveAttribute('capture', 'environment');
  await expect(camera).toHaveAttribute('accept', 'image/*');
});

/** Several fingers on the sheet, each a place of it and an id of its own. */
async function fingersOn(page: Page, sheet: Sheet) {
  const finger = await page.context().newCDPSession(page);
  const box = await sheet.paper.boundingBox();
  if (!box) throw new Error('There is no sheet.');
  return {
    at: (x: number, y: number, id: number) => ({
      x: box.x + x * box.width,
      y: box.y + y * box.height,
      id,
    }),
    send: (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: object[]) =>
      finger.send('Input.dispatchTouchEvent', { type, touchPoints: touchPoints as never }),
    /** A finger that has come a second ago. */
    rested: (touchPoint: object) =>
      finger.send('Input.dispatchTouchEvent', {
        type: 'touchStart',
        touchPoints: [touchPoint] as never,
        timestamp: Date.now() / 1000 - 1,
      }),
    detach: () => finger.detach(),
  };
}

/** How far the page could be scrolled, across and down, in CSS pixels. */
function scrollRoom(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [scrollWidth - innerWidth, scrollHeight - innerHeight];
  });
}

test('a tap on a neuron shows what feeds it, without leaving it', async ({ page, sheet }) => {
  await sheet.drawByTouch(7);
  const inside = page.getByTestId('inside');
  await inside.scrollIntoViewIfNeeded();
  await expect(inside).toHaveAttribute('data-holds', 'true');
  const map = page
    .getByRole('listbox', { name: /^convolution 2,/ })
    .getByRole('option')
    .nth(8);
  await map.tap();
  const feeding = page.getByTestId('feeding');
  await expect(feeding).toContainText('map 9, mean');
  await expect(feeding).toBeInViewport({ ratio: 1 });
  await expect(map).toBeInViewport();
});
