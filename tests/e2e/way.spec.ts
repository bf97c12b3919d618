import { expect, test } from './test';

test('the first digit is seen on its way into the lens, by itself and once only', async ({
  page,
  sheet,
}) => {
  const way = page.getByTestId('way');
  await sheet.draw(3);
  for (const step of ['cut', 'scale', 'centre', 'pixels', '']) {
    await expect(way).toHaveAttribute('data-step', step);
  }
  await sheet.open();
  await sheet.draw(3);
  await sheet.announced(/^a 3, /);
  await page.getByTestId('show-way').click();
  await expect(way).toHaveAttribute('data-step', 'cut');
  // A pen that draws on is not disturbed.
  await sheet.draw(1);
  await expect(way).toHaveAttribute('data-step', '');
});

test.describe('where motion is not wanted', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('the steps are stills, turned over with the keyboard', async ({ page, sheet }) => {
    await sheet.draw(7);
    await sheet.announced(/^a 7, /);
    await page.getByTestId('show-way').focus();
    const paper = await sheet.paper.boundingBox();
    const lens = await page.getByAltText(/as the network saw it/).boundingBox();
    if (!paper || !lens) throw new Error('There is no sheet, or no lens.');
    const said = page.getByTestId('said');
    const cutout = page.locator('.cutout');
    const place = async () => (await cutout.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };

    await page.keyboard.press('Enter');
    await expect(said).toContainText('1 Cut out');
    const first = await place();
    expect((first.y - paper.y) / paper.height).toBeGreaterThan(0.1);
    expect(first.height / paper.height).toBeCloseTo(0.73, 1);

    await page.keyboard.press('Enter');
    await expect(said).toContainText('20 pixels');
    await expect.poll(async () => (await place()).height / lens.height).toBeCloseTo(20 / 28, 1);
    const scaled = await place();
    expect(scaled.x + scaled.width / 2).toBeCloseTo(lens.x + lens.width / 2, 0);

    await page.keyboard.press('Enter');
    await expect(said).toContainText('centre of mass');
    // Most of a 7 is in its upper right: it moves to the left, and down.
    await expect.poll(async () => (await place()).y).toBeGreaterThan(scaled.y);
    await page.keyboard.press('Enter');
    await expect(said).toContainText('28 × 28');
    await page.keyboard.press('Enter');
    await expect(said).toHaveText('');
  });

  test('Escape ends it, and clears the sheet only after that', async ({ page, sheet }) => {
    await sheet.draw(7);
    await sheet.announced(/^a 7, /);
    await page.getByTestId('show-way').press('Enter');
    await expect(page.getByTestId('said')).toContainText('1 Cut out');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('said')).toHaveText('');
    await expect(page.getByTestId('show-way')).toBeFocused();
    await expect(sheet.reading).toHaveText('7');
    await page.keyboard.press('Escape');
    await expect(sheet.reading).toHaveText('');
  });
});
