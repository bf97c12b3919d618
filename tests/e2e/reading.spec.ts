import { expect, test } from './test';

test('the bars add up, and the longest is the digit', async ({ sheet }) => {
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  const shares = await sheet.bars.evaluateAll((bars) =>
    bars.map((bar) => Number((bar as HTMLElement).dataset.share)),
  );
  expect(shares).toHaveLength(10);
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 3);
  expect(shares.indexOf(Math.max(...shares))).toBe(3);
});

test('shows the 28×28 picture that the network saw', async ({ page, sheet }) => {
  await sheet.draw(3);
  const picture = page.getByAltText(/as the network saw it/);
  await expect(picture).toBeVisible();
  const size = await picture.evaluate((image: HTMLImageElement) => [
    image.naturalWidth,
    image.naturalHeight,
  ]);
  expect(size).toEqual([28, 28]);
});

test('another network reads the same drawing at once', async ({ page, sheet }) => {
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  const names = await sheet.network.locator('option').allTextContents();
  const other = names.find((name) => name !== names[0]);
  test.skip(other === undefined, 'the server has one network only');
  const answer = page.waitForResponse(
    (response) => new URL(response.url()).searchParams.get('model') === other,
  );
  await sheet.network.selectOption({ label: other as string });
  expect(((await (await answer).json()) as { model: string }).model).toBe(other);
  await expect(sheet.reading).toHaveText(/^[0-9]$/);
});

test('asks one thing at a time while the pen moves', async ({ page, sheet }) => {
  let [open, most, asked] = [0, 0, 0];
  await page.route(/\/predict(?!.*include)/, async (route) => {
    open += 1;
    asked += 1;
    most = Math.max(most, open);
    const response = await route.fetch();
    open -= 1;
    await route.fulfill({ response });
  });
  await sheet.draw(8);
  await sheet.announced(/^an 8, /);
  expect(asked).toBeGreaterThan(1);
  expect(most).toBe(1);
});

test('sends the same picture in every theme, 280 pixels square', async ({ page, sheet }) => {
  const sent: Buffer[] = [];
  await page.route('**/predict*', (route) => {
    const request = route.request();
    expect(request.headers()['content-type']).toBe('image/png');
    sent.push(request.postDataBuffer() ?? Buffer.alloc(0));
    return route.fulfill({ status: 422 });
  });
  await sheet.paper.click();
  await expect.poll(() => sent.length).toBe(1);
  await sheet.clear.click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await sheet.paper.click();
  await expect.poll(() => sent.length).toBe(2);
  const [light, dark] = sent as [Buffer, Buffer];
  expect(dark.equals(light)).toBe(true);
  // Width and height stand at the beginning of every PNG.
  expect([light.readUInt32BE(16), light.readUInt32BE(20)]).toEqual([280, 280]);
});

test('is announced once the pen rests', async ({ page, sheet }) => {
  await sheet.draw(7);
  await expect(page.locator('[aria-live=polite]')).toHaveText(/^a 7, /);
});
