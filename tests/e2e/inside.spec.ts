import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test';

/** Scrolled to, and shown, of the drawing as it stands. */
async function reach(section: Locator): Promise<void> {
  await section.scrollIntoViewIfNeeded();
  await expect(section).toHaveAttribute('data-holds', 'true');
}

const inside = (page: Page) => page.getByTestId('inside');
const comparison = (page: Page) => page.getByTestId('comparison');
const feeding = (page: Page) => page.getByTestId('feeding');
const rowOf = (page: Page, stage: string) =>
  page.getByRole('listbox', { name: new RegExp(`^${stage},`) });

/** How many different shades a picture has: 1 where nothing was drawn on it. */
function shades(picture: Locator): Promise<number> {
  return picture.evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(Array.from({ length: data.length / 4 }, (_, i) => data[4 * i])).size;
  });
}

test.describe('inside', () => {
  test('shows which pixels decided, and every layer of the convolutions', async ({
    page,
    sheet,
  }) => {
    await sheet.draw(7);
    await reach(inside(page));
    for (const name of ['the picture', 'what spoke for a 7', 'what spoke against it']) {
      expect(await shades(page.getByRole('img', { name, exact: true }))).toBeGreaterThan(3);
    }
    const rows = inside(page).getByRole('listbox');
    await expect(rows).toHaveCount(8);
    await expect(rowOf(page, 'convolution 1').getByRole('option')).toHaveCount(24);
    await expect(rowOf(page, 'convolution 6').getByRole('option')).toHaveCount(96);
    await expect(page.locator('.filters .neuron')).toHaveCount(24);
    const map = rowOf(page, 'convolution 1').locator('canvas').first();
    expect(await map.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(28);
    expect(await shades(map)).toBeGreaterThan(3);
    await expect(
      rowOf(page, 'output').getByRole('option', { selected: true }),
    ).toHaveAccessibleName(/^digit 7, 99/);
  });

  test('shows the cells of dense layers, with a weight picture for each neuron', async ({
    page,
    sheet,
  }) => {
    await sheet.network.selectOption('mlp-16-16');
    await sheet.draw(3);
    await reach(inside(page));
    await expect(rowOf(page, 'dense 1').getByRole('option')).toHaveCount(16);
    await expect(rowOf(page, 'dense 2').getByRole('option')).toHaveCount(16);
    await expect(page.locator('.filters canvas')).toHaveCount(16);
    expect(await shades(page.locator('.filters canvas').first())).toBeGreaterThan(20);
  });

  test('shows what feeds the neuron that the mouse points at', async ({ page, sheet }) => {
    await sheet.draw(7);
    await reach(inside(page));
    await rowOf(page, 'convolution 6').getByRole('option').nth(5).hover();
    await expect(feeding(page)).toContainText('convolution 6');
    await expect(feeding(page)).toContainText('map 6, mean');
    const feeders = rowOf(page, 'convolution 5').locator('[data-feeds]');
    await expect(feeders).toHaveCount(6);
    await expect(feeding(page).locator('.feeders li')).toHaveCount(6);
    await expect(inside(page).locator('.stages [data-feeds]')).toHaveCount(6);

    await page.locator('.filters .neuron').nth(3).hover();
    await expect(feeding(page)).toContainText('map 4, mean');
    await expect(feeding(page)).toContainText('through its filter');
  });

  test('shows it by keyboard, and says it', async ({ page, sheet }) => {
    await sheet.network.selectOption('mlp-128-64');
    await sheet.draw(3);
    await reach(inside(page));
    const output = rowOf(page, 'output');
    const chosen = inside(page).getByRole('option', { selected: true });
    await output.locator('[tabindex="0"]').focus();
    await expect(chosen).toHaveAccessibleName(/^digit 3, /);
    await expect(chosen).toHaveAccessibleDescription(/^Fed most by neuron \d+ \([+−]/);
    await page.keyboard.press('ArrowRight');
    await expect(chosen).toHaveAccessibleName(/^digit 4, /);
    await expect(chosen).toBeFocused();
    await page.keyboard.press('Home');
    await expect(chosen).toHaveAccessibleName(/^digit 0, /);
    await page.keyboard.press('ArrowLeft');
    await expect(chosen).toHaveAccessibleName(/^digit 0, /);

    // One stop a layer: back from the answer lies the layer before it.
    await page.keyboard.press('Shift+Tab');
    await expect(chosen).toHaveAccessibleName(/^neuron 1, /);
    const before = await chosen.boundingBox();
    await page.keyboard.press('ArrowDown');
    const after = await chosen.boundingBox();
    expect(after?.x).toBe(before?.x);
    expect(after?.y).toBeGreaterThan(before?.y ?? Infinity);
    await expect(sheet.reading).toHaveText('3');
  });

  test('follows the drawing and the network', async ({ page, sheet }) => {
    await sheet.draw(7);
    await reach(inside(page));
    const rows = inside(page).getByRole('listbox');
    await expect(rows).toHaveCount(8);
    await sheet.network.selectOption('mlp-10');
    await reach(inside(page));
    await expect(rows).toHaveCount(2);
    await sheet.clear.click();
    await expect(rows).toHaveCount(0);
    await expect(inside(page)).toContainText('Draw something first.');
  });

  test('shows the answer of the next drawing, too, until a neuron is pointed at', async ({
    page,
    sheet,
  }) => {
    await page.getByTestId('example-7').press('Enter');
    await reach(inside(page));
    await expect(feeding(page)).toContainText('digit 7, ');
    await page.getByTestId('divide').press('Enter');
    await expect(sheet.reading).toHaveText('0');
    await reach(inside(page));
    await expect(feeding(page)).toContainText('digit 0, ');
    await expect(
      rowOf(page, 'output').getByRole('option', { selected: true }),
    ).toHaveAccessibleName(/^digit 0, /);
  });

  test('costs nothing until it is seen', async ({ page, sheet }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await sheet.draw(3);
    await expect(sheet.reading).toHaveText('3');
    const late = () => asked.filter((url) => /include|filters|model=mlp/.test(url));
    expect(late()).toEqual([]);
    await reach(inside(page));
    await expect
      .poll(late)
      .toEqual([
        expect.stringContaining('include=activations,saliency'),
        expect.stringContaining('/models/cnn/filters'),
      ]);
  });

  test('tells when the server is away, and goes on by itself', async ({ page, sheet }) => {
    await page.route('**/predict?*include=*', (route) => route.abort());
    await sheet.draw(3);
    await inside(page).scrollIntoViewIfNeeded();
    await expect(inside(page)).toContainText('does not answer');
    await page.unroute('**/predict?*include=*');
    // Without its layers the section is short, and may have slid out of sight.
    await inside(page).scrollIntoViewIfNeeded();
    await expect(inside(page).getByRole('listbox')).toHaveCount(8);
    await expect(inside(page)).not.toContainText('does not answer');
  });
});

for (const [width, height] of [
  [360, 740],
  [768, 1024],
] as const) {
  test(`the plate covers no neuron with the focus on ${width}×${height}`, async ({
    page,
    sheet,
  }) => {
    await page.setViewportSize({ width, height });
    // The mouse rests where the drawing ends: it points at nothing that scrolls by beneath it.
    await sheet.draw(7);
    await reach(inside(page));
    const plate = feeding(page);
    const edge = (of: Locator, side: 'top' | 'bottom') =>
      of.evaluate((element, side) => element.getBoundingClientRect()[side], side);
    for (const row of await inside(page).getByRole('listbox').all()) {
      await row.locator('[tabindex="0"]').focus();
      for (const key of ['Home', 'End']) {
        await page.keyboard.press(key);
        const neuron = row.getByRole('option', { selected: true });
        await expect(neuron).toBeFocused();
        // It may have to be scrolled there.
        await expect
          .poll(async () => (await edge(neuron, 'bottom')) <= (await edge(plate, 'top')))
          .toBe(true);
        await expect(neuron).toBeInViewport({ ratio: 1 });
      }
    }
  });
}

test.describe('side by side', () => {
  test('all networks read the drawing, and agree on a plain one', async ({ page, sheet }) => {
    await sheet.draw(7);
    await reach(comparison(page));
    await expect(page.getByTestId('agreement')).toHaveText('All four read a 7.');
    const items = comparison(page).getByRole('listitem');
    await expect(items).toHaveCount(4);
    await expect(items.first()).toContainText('cnn');
    await expect(items.first()).toContainText(/a 7, almost certain\s*99/);
    const bars = items.first().getByRole('img', { name: /^Probabilities: 0: .* 7: 99/ });
    await expect(bars).toBeVisible();
  });

  test('the small ones fail where the convolutions do not', async ({ page, sheet }) => {
    await comparison(page).scrollIntoViewIfNeeded();
    await page.getByTestId('divide').click();
    await expect(sheet.reading).toHaveText('0');
    await reach(comparison(page));
    await expect(page.getByTestId('agreement')).toHaveText(
      /^They disagree: cnn and mlp-128-64 read a 0; mlp-10 reads a [1-9]/,
    );
    const others = comparison(page).locator('[data-other=true]');
    await expect(others).toHaveCount(2);
    await expect(others.first()).toContainText('mlp-10');
  });

  test('says that there is nothing to compare yet', async ({ page, sheet }) => {
    await expect(sheet.reading).toHaveText('');
    await comparison(page).scrollIntoViewIfNeeded();
    await expect(page.getByTestId('agreement')).toHaveText('Draw something first.');
  });
});

for (const [width, height] of [
  [1280, 800],
  [768, 1024],
  [360, 740],
  [320, 568],
] as const) {
  test(`both fit on ${width}×${height}`, async ({ page, sheet }) => {
    await page.setViewportSize({ width, height });
    await sheet.draw(7);
    await reach(inside(page));
    await expect(rowOf(page, 'output')).toBeVisible();
    await reach(comparison(page));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
    for (const row of await inside(page).getByRole('listbox').all()) {
      const last = await row.getByRole('option').last().boundingBox();
      expect((last?.x ?? Infinity) + (last?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  });
}
