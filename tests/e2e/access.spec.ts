import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './test';

const SEVEN = path.resolve(import.meta.dirname, '../../docs/seven.png');

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('nothing stands in the way before a drawing', async ({ page, sheet }) => {
      await expect(sheet.reading).toHaveText('');
      await expectAccessible(page);
    });

    test('nor when it is read', async ({ page, sheet }) => {
      await sheet.draw(3);
      await expect(sheet.reading).toHaveText('3');
      await expectAccessible(page);
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
  const tell = Array.from({ length: 10 }, (_, digit) => `tell-${digit}`);
  const below = ['divide', 'copy-link', 'copy-curl'];
  const order = ['undo', 'redo', 'brush', 'picture', 'clear', ...tell, 'network'];
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

async function expectAccessible(page: Page): Promise<void> {
  // What is still fading has the contrast of neither state.
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
