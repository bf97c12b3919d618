import { DIGITS, type Place } from './digits';
import { expect, test } from './test';

for (const digit of [3, 7, 1]) {
  test(`reads a ${digit} drawn with the mouse`, async ({ sheet }) => {
    await sheet.draw(digit);
    await expect(sheet.reading).toHaveText(String(digit));
    await expect(sheet.certainty).toContainText(`a ${digit}`);
    await expect(sheet.message).toHaveText('');
  });
}

test('reads all ten, one after the other', async ({ sheet }) => {
  test.slow(); // Ten digits are drawn point by point.
  for (const digit of Object.keys(DIGITS)) {
    await sheet.draw(Number(digit));
    await expect(sheet.reading).toHaveText(digit);
    await sheet.clear.click();
    await expect(sheet.reading).toHaveText('');
  }
});

test('reads while the pen is still down', async ({ page, sheet }) => {
  const stroke = DIGITS[3]?.[0] ?? [];
  const box = await sheet.paper.boundingBox();
  if (!box) throw new Error('There is no sheet.');
  await page.mouse.move(box.x + 0.32 * box.width, box.y + 0.24 * box.height);
  await page.mouse.down();
  for (const [x, y] of stroke) await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  await expect(sheet.reading).toHaveText('3');
  await page.mouse.up();
});

test('undo and redo go stroke by stroke', async ({ sheet }) => {
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  await sheet.undo.click();
  await expect(sheet.reading).toHaveText('');
  expect(await sheet.inked()).toBe(0);
  await sheet.redo.click();
  await expect(sheet.reading).toHaveText('3');
});

test('clear empties sheet and reading, and can be undone', async ({ sheet }) => {
  await sheet.draw(4);
  await expect(sheet.reading).not.toHaveText('');
  await sheet.clear.click();
  await expect(sheet.reading).toHaveText('');
  await expect(sheet.clear).toBeDisabled();
  await expect.poll(() => sheet.inked()).toBe(0);
  await sheet.undo.click();
  await expect(sheet.reading).not.toHaveText('');
});

test('the keys do what the buttons do', async ({ page, sheet }) => {
  await sheet.draw(7);
  await expect(sheet.reading).toHaveText('7');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(sheet.reading).toHaveText('');
  await page.keyboard.press('ControlOrMeta+Shift+Z');
  await expect(sheet.reading).toHaveText('7');
  await page.keyboard.press('Escape');
  await expect(sheet.reading).toHaveText('');
  await sheet.draw(1);
  await expect(sheet.reading).toHaveText('1');
  await page.keyboard.press('Delete');
  await expect(sheet.reading).toHaveText('');
});

test('draws as broad as the brush is set, by slider or by key', async ({ page, sheet }) => {
  const brush = page.getByTestId('brush');
  const width = async () => Number(await brush.inputValue());
  const before = await width();
  await page.keyboard.press(']');
  expect(await width()).toBeGreaterThan(before);
  await page.keyboard.press('[');
  expect(await width()).toBe(before);

  await brush.fill('0.03');
  await sheet.drawStroke([
    [0.2, 0.5],
    [0.8, 0.5],
  ]);
  await expect.poll(() => sheet.inkAt([0.5, 0.5])).toBe(true);
  expect(await sheet.inkAt([0.5, 0.51])).toBe(true);
  expect(await sheet.inkAt([0.5, 0.52])).toBe(false);
});

test('a click leaves a dot', async ({ sheet }) => {
  await sheet.paper.click();
  await expect.poll(() => sheet.inked()).toBeGreaterThan(0.001);
});

test('a stroke goes on outside the sheet and comes back', async ({ sheet }) => {
  // Out over the right edge, down, and back in. Were it cut where it leaves the sheet, a line
  // would lead from there straight to where it comes back.
  await sheet.drawStroke([
    [0.5, 0.3],
    [0.9, 0.3],
    [1.2, 0.3],
    [1.2, 0.7],
    [0.9, 0.7],
    [0.5, 0.7],
  ]);
  for (const y of [0.3, 0.7]) {
    await expect.poll(() => sheet.inkAt([0.6, y])).toBe(true);
    expect(await sheet.inkAt([0.98, y])).toBe(true);
  }
  expect(await sheet.inkAt([0.9, 0.5])).toBe(false);
  expect(await sheet.inkAt([0.98, 0.5])).toBe(false);
  await sheet.undo.click();
  await expect.poll(() => sheet.inked()).toBe(0);
});

test('the drawing survives a change of size and of theme', async ({ page, sheet }) => {
  await sheet.draw(3);
  await expect.poll(() => sheet.inked()).toBeGreaterThan(0.05);
  const before = await sheet.inked();
  await page.setViewportSize({ width: 700, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => sheet.inked()).toBeCloseTo(before, 2);
});

test('is as sharp as the screen', async ({ browser }) => {
  const context = await browser.newContext({ deviceScaleFactor: 2.5 });
  const page = await context.newPage();
  await page.goto('/');
  const ratio = () =>
    page
      .getByTestId('drawing')
      .evaluate((canvas: HTMLCanvasElement) => canvas.width / canvas.getBoundingClientRect().width);
  await expect.poll(ratio).toBeCloseTo(2.5, 2);
  await context.close();
});

test('stays sharp when the browser zooms while the page is open', async ({ page, sheet }) => {
  await sheet.draw(3);
  const browser = await page.context().newCDPSession(page);
  // As Ctrl and + do it: larger pixels of CSS, and so fewer of them on the same screen.
  for (const zoom of [2, 1.25]) {
    await browser.send('Emulation.setDeviceMetricsOverride', {
      width: 1280 / zoom,
      height: 800 / zoom,
      deviceScaleFactor: zoom,
      mobile: false,
    });
    const ratio = () =>
      sheet.paper.evaluate(
        (canvas: HTMLCanvasElement) => canvas.width / canvas.getBoundingClientRect().width,
      );
    await expect.poll(ratio).toBeCloseTo(zoom, 1);
    await expect.poll(() => sheet.inked()).toBeGreaterThan(0.05);
  }
});

test('draws every point, also those that come between two frames', async ({ page, sheet }) => {
  await page.getByTestId('brush').fill('0.03');
  const mouse = await page.context().newCDPSession(page);
  const box = await sheet.paper.boundingBox();
  if (!box) throw new Error('There is no sheet.');
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', [x, y]: Place) =>
    mouse.send('Input.dispatchMouseEvent', {
      type,
      x: box.x + box.width * x,
      y: box.y + box.height * y,
      button: 'left',
      buttons: 1,
      clickCount: 1,
    });
  /** The ends of a zigzag, so far from its middle. */
  const ends = (far: number) =>
    Array.from({ length: 9 }, (_, i): Place => [0.5 + (i % 2 ? far : -far), 0.1 + 0.1 * i]);
  const [first, ...rest] = ends(0.3);
  const last = rest.at(-1);
  if (!first || !last) throw new Error('The zigzag has no ends.');
  await send('mousePressed', first);
  // One does not wait for the other, so that the browser has several to a frame.
  await Promise.all(rest.map((place) => send('mouseMoved', place)));
  await send('mouseReleased', last);
  // Drawn smoothly, the line turns halfway to where it was led; elsewhere only at the first turn,
  // as what leads there begins at an end and not between two.
  for (const turn of ends(0.15).slice(2, -1)) {
    await expect.poll(() => sheet.inkAt(turn)).toBe(true);
  }
});

test('a pen draws as broad as it is pressed', async ({ page, sheet }) => {
  const pen = await page.context().newCDPSession(page);
  const box = await sheet.paper.boundingBox();
  if (!box) throw new Error('There is no sheet.');
  const { x, y, width, height } = box;
  const send = (type: string, down: number, force: number) =>
    pen.send('Input.dispatchMouseEvent', {
      type: type as 'mousePressed',
      x: x + width / 2,
      y: y + height * down,
      button: 'left',
      buttons: 1,
      clickCount: 1,
      pointerType: 'pen',
      force,
    });
  await send('mousePressed', 0.1, 0.1);
  for (let down = 0.12; down < 0.5; down += 0.02) await send('mouseMoved', down, 0.1);
  for (let down = 0.5; down < 0.9; down += 0.02) await send('mouseMoved', down, 0.9);
  await send('mouseReleased', 0.9, 0);
  // The brush is 7 % of the sheet: pressed lightly 4.2 % are drawn, firmly 9.8 %.
  await expect.poll(() => sheet.inkAt([0.5, 0.3])).toBe(true);
  expect(await sheet.inkAt([0.5 + 0.028, 0.3])).toBe(false);
  expect(await sheet.inkAt([0.5 + 0.04, 0.7])).toBe(true);
});
