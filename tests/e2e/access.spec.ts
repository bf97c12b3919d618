import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './test';

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
  const reached: string[] = [];
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? ''),
    );
    const outline = await page.evaluate(
      () => document.activeElement && getComputedStyle(document.activeElement).outlineStyle,
    );
    expect(outline).toBe('solid');
  }
  expect(reached).toEqual(['undo', 'redo', 'brush', 'clear', 'network']);
});

async function expectAccessible(page: Page): Promise<void> {
  // What is still fading has the contrast of neither state.
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
