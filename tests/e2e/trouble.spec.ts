import { expect, test } from './test';

test('a server that is away: says so, keeps the drawing, and reads by itself later', async ({
  page,
  sheet,
}) => {
  await page.route('**/predict*', (route) => route.abort());
  await sheet.draw(3);
  await expect(sheet.message).toContainText('cannot be reached');
  await expect(sheet.reading).toHaveText('');
  expect(await sheet.inked()).toBeGreaterThan(0.05);
  await page.unroute('**/predict*');
  await expect(sheet.reading).toHaveText('3', { timeout: 20_000 });
  await expect(sheet.message).toHaveText('');
});

test('a browser that was offline reads as soon as it is back', async ({ page, sheet }) => {
  await page.context().setOffline(true);
  await sheet.draw(7);
  await expect(sheet.message).toContainText('cannot be reached');
  await page.context().setOffline(false);
  await expect(sheet.reading).toHaveText('7');
  await expect(sheet.message).toHaveText('');
});

test('a page that came before its server finds the networks later', async ({ page, sheet }) => {
  await page.route('**/models', (route) => route.abort());
  await page.reload();
  await expect(sheet.message).toContainText('cannot be reached');
  await expect(sheet.network).toBeDisabled();
  await page.unroute('**/models');
  await expect(sheet.network).toBeEnabled();
  await expect(sheet.message).toHaveText('');
});

test('a refusal is told in the server’s own words', async ({ page, sheet }) => {
  const detail = 'There is nothing drawn on this picture.';
  await page.route('**/predict*', (route) =>
    route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'about:blank', title: 'No ink', status: 422, detail }),
    }),
  );
  await sheet.draw(3);
  await expect(sheet.message).toHaveText(detail);
  await expect(sheet.reading).toHaveText('');
});

test('a slow server is waited for, in words', async ({ page, sheet }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/predict*', async (route) => {
    await held;
    await route.continue();
  });
  await sheet.draw(3);
  await expect(sheet.message).toHaveText(/Waiting/);
  release();
  await expect(sheet.reading).toHaveText('3');
  await expect(sheet.message).toHaveText('');
});

test('a slow server’s word on the first blob is not said of the whole digit', async ({
  page,
  sheet,
}) => {
  let answers = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/predict*', async (route) => {
    if (answers++ > 0) await held;
    await route.continue().catch(() => {}); // given up by the page
  });
  // The first answer is of a dot.
  const box = await sheet.paper.boundingBox();
  if (!box) throw new Error('There is no sheet.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.up();
  await expect.poll(() => answers).toBe(1);
  await sheet.draw(3);
  await expect(sheet.message).toHaveText(/Waiting/);
  await expect(sheet.certainty).toHaveText('');
  release();
  await expect(sheet.certainty).not.toHaveText('');
  await expect(sheet.message).toHaveText('');
});

test('clearing while the server thinks leaves no late reading', async ({ page, sheet }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let arrived = 0;
  await page.route('**/predict*', async (route) => {
    arrived += 1;
    await held;
    await route.continue().catch(() => {}); // given up by the page
  });
  await sheet.draw(3);
  await expect.poll(() => arrived).toBeGreaterThan(0);
  await sheet.clear.click();
  release();
  await page.unrouteAll({ behavior: 'wait' });
  await expect(sheet.reading).toHaveText('');
  await sheet.draw(1);
  await expect(sheet.reading).toHaveText('1');
});
