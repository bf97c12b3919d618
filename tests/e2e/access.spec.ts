import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './test';

const [SEVEN, YEAR] = ['seven.png', '2026.png'].map((name) =>
  path.resolve(import.meta.dirname, '../../docs', name),
) as [string, string];

/**
 * Every state is looked at in all of them: desktop, in which the tests begin, tablet and phone. In
 * the dark, which differs in colours alone, only in the first: each takes a second and a half.
 */
const SIZES = [
  [1280, 800],
  [768, 1024],
  [360, 740],
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    // Without motion nothing is shown unasked, in the middle of which the test would look.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('nothing stands in the way before a drawing', async ({ page, sheet }) => {
      await expect(sheet.reading).toHaveText('');
      await expectAccessible(page);
    });

    test('nor when it is read', async ({ page, sheet }) => {
      await sheet.draw(3);
      await expect(sheet.reading).toHaveText('3');
      await expectAccessible(page);
    });

    test('nor while the pen is down', async ({ page, sheet }) => {
      const box = await sheet.paper.boundingBox();
      if (!box) throw new Error('There is no sheet.');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 10 });
      await expect(sheet.reading).not.toHaveText('');
      await expectAccessible(page);
    });

    test('nor when it is unsure', async ({ page, sheet }) => {
      await page.route('**/predict*', async (route) => {
        const response = await route.fetch();
        const answer = (await response.json()) as object;
        const probabilities = [0.01, 0.01, 0.02, 0.01, 0.52, 0.02, 0.01, 0.01, 0.01, 0.38];
        await route.fulfill({ json: { ...answer, digit: 4, confidence: 0.52, probabilities } });
      });
      await sheet.draw(3);
      await expect(sheet.certainty).toContainText('a 4, maybe a 9');
      await expectAccessible(page);
    });

    test('nor when it is no digit', async ({ page, sheet }) => {
      await sheet.scribble();
      await expect(sheet.certainty).toContainText('does not look like a digit');
      await expectAccessible(page);
    });

    test('nor with several digits, one of them pointed at', async ({ page, sheet }) => {
      await sheet.drawNumber('206');
      await expect(sheet.reading).toHaveText('206');
      await page.getByTestId('digit-1').focus();
      await expectAccessible(page);
    });

    test('nor on the way into the lens', async ({ page, sheet }) => {
      await sheet.draw(3);
      await sheet.announced(/^a 3, /);
      for (const step of [1, 2, 3, 4]) {
        await page.getByTestId('show-way').click();
        await expect(page.getByTestId('said')).toContainText(String(step));
        await expectAccessible(page);
      }
    });

    test('nor while the server is slow', async ({ page, sheet }) => {
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      await page.route('**/predict*', async (route) => {
        await held;
        await route.continue().catch(() => {}); // given up by the page
      });
      await sheet.draw(3);
      await expect(sheet.message).toHaveText(/Waiting/);
      await expectAccessible(page);
      release();
    });

    test('nor with everything that lies below the desk', async ({ page, sheet }) => {
      test.slow(); // Axe looks at every cell of every table.
      await sheet.draw(3);
      await expect(sheet.reading).toHaveText('3');
      await page.keyboard.press('8');
      await expect(page.getByTestId('gallery')).toBeVisible();
      await sheet.network.selectOption('mlp-128-64');
      await page.getByTestId('learned').scrollIntoViewIfNeeded();
      await page.getByText('The curves as a table').click();
      await page.getByTestId('delete-all-ask').click();
      await expect(page.getByTestId('confusion')).toBeVisible();
      await expectAccessible(page);
    });

    test('nor inside, nor with all networks side by side', async ({ page, sheet }) => {
      test.slow(); // Axe looks at every neuron of every layer: so at those of a small network.
      await sheet.network.selectOption('mlp-16-16');
      await sheet.draw(7);
      for (const name of ['inside', 'comparison']) {
        await page.getByTestId(name).scrollIntoViewIfNeeded();
        await expect(page.getByTestId(name)).toHaveAttribute('data-holds', 'true');
      }
      await expect(page.locator('.filters')).toBeVisible();
      await page.getByRole('listbox').first().getByRole('option').nth(3).focus();
      await expectAccessible(page);
    });

    test('nor with a picture on the sheet, and one that is refused', async ({ page, sheet }) => {
      const picture = { name: 'seven.txt', mimeType: 'text/plain', buffer: Buffer.from('seven') };
      await page.getByTestId('picture').setInputFiles(SEVEN);
      await expect(sheet.reading).toHaveText('7');
      await expectAccessible(page);
      await page.getByTestId('picture').setInputFiles(picture);
      await expect(sheet.message).not.toHaveText('');
      await expectAccessible(page);
    });

    test('nor with a picture of several digits in their boxes', async ({ page, sheet }) => {
      await page.getByTestId('picture').setInputFiles(YEAR);
      await expect(sheet.reading).toHaveText('2026');
      await expect(page.getByTestId('box')).toHaveCount(4);
      await expectAccessible(page);
    });

    test('nor while a picture is held over the page', async ({ page, sheet }) => {
      await sheet.holdPicture();
      await expect(page.getByText('Drop the picture here')).toBeVisible();
      await expectAccessible(page);
    });

    test('nor where the browser keeps nothing', async ({ page, sheet }) => {
      await page.addInitScript(() => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('', 'SecurityError');
        };
      });
      await sheet.open();
      await sheet.draw(3);
      await page.getByTestId('tell-8').click();
      await expect(page.getByTestId('kept')).toHaveText('Kept until the page is closed.');
      await expect(page.getByRole('alert')).toContainText('private window');
      await expectAccessible(page);
    });

    test('nor where the page may not copy', async ({ page, sheet }) => {
      await page.addInitScript(() => {
        navigator.clipboard.writeText = () => Promise.reject(new Error());
      });
      await sheet.open();
      await sheet.draw(3);
      await page.getByTestId('copy-curl').click();
      await expect(page.getByText('The text is selected')).toBeVisible();
      await expectAccessible(page);
    });

    test('nor when the server is away', async ({ page, sheet }) => {
      await page.route('**/predict*', (route) => route.abort());
      await sheet.draw(3);
      await expect(sheet.message).not.toHaveText('');
      await expectAccessible(page);
    });

    test('nor when it was never there', async ({ page, sheet }) => {
      await page.route(/\/(models|predict)/, (route) => route.abort());
      await page.reload();
      await expect(sheet.network).toBeDisabled();
      await expect(sheet.message).not.toHaveText('');
      await expectAccessible(page);
      await sheet.draw(3);
      await expect(sheet.message).toContainText('Your drawing is kept');
      await expectAccessible(page);
    });
  });
}

test('everything can be reached with the keyboard, in the order it is seen', async ({
  page,
  sheet,
}) => {
  await sheet.draw(3);
  await sheet.draw(1);
  // So that every button has something to do.
  await page.keyboard.press('ControlOrMeta+z');
  await expect(sheet.redo).toBeEnabled();
  await expect(page.getByTestId('show-way')).toBeVisible();
  const tell = Array.from({ length: 10 }, (_, digit) => `tell-${digit}`);
  const below = ['divide', 'copy-link', 'copy-curl'];
  const order = ['undo', 'redo', 'brush', 'picture', 'clear', 'show-way', ...tell, 'network'];
  const links = ['#inside', '#beside', '#use', '#teach', '#learned'];
  const reached: string[] = [];
  for (let i = 0; i < order.length + links.length + below.length; i++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const { activeElement: at } = document;
        return at?.getAttribute('data-testid') ?? at?.getAttribute('href') ?? '';
      }),
    );
    const outline = await page.evaluate(
      () => document.activeElement && getComputedStyle(document.activeElement).outlineStyle,
    );
    expect(outline).toBe('solid');
  }
  expect(reached).toEqual([...order, ...links, ...below]);
});

test('what will be announced has its place before it has its words', async ({ page, sheet }) => {
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  const places = page.locator('[role=status], [aria-live]');
  for (const name of ['kept', 'said']) {
    await expect(page.getByTestId(name).and(places)).toHaveText('');
  }
  await expect(page.getByTestId('inside').locator(places)).toHaveText('');
  // With `display: none` it would come to a screen reader together with its words, and be no news.
  const unheard = await places.evaluateAll((found) =>
    found.filter((place) => !place.checkVisibility()).map(({ outerHTML }) => outerHTML),
  );
  expect(unheard).toEqual([]);
});

async function expectAccessible(page: Page): Promise<void> {
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  for (const [width, height] of dark ? SIZES.slice(0, 1) : SIZES) {
    await page.setViewportSize({ width, height });
    // What is still fading has the contrast of neither state.
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    expect(found, `at ${width} × ${height}`).toEqual([]);
  }
  const [[width, height]] = SIZES;
  await page.setViewportSize({ width, height });
}
