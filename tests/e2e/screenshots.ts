import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from './test';
import { PYTHON, ROOT } from './playwright.config';

/** Each test is one picture in docs/: the page as it is built, read by the real server. */
const DOCS = path.join(ROOT, 'docs');

/** Few colours are in them, so a palette does, in a third of the bytes. */
const TO_PALETTE = `
import sys
from PIL import Image
picture = Image.open(sys.argv[1]).convert("RGB")
picture.quantize(192, dither=Image.Dither.NONE).save(sys.argv[1], optimize=True)
`;

function reduce(file: string): void {
  execFileSync(PYTHON, ['-c', TO_PALETTE, file]);
}

test.afterEach(async ({ page }, { title }) => {
  // Away from what would show that it is pointed at.
  await page.mouse.move(1, 1);
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  const file = path.join(DOCS, `${title}.png`);
  await page.screenshot({ path: file });
  reduce(file);
});

test.describe(() => {
  test.use({ viewport: { width: 1280, height: 800 } });

  test('page', async ({ sheet }) => {
    await sheet.draw(3);
    await sheet.announced(/^a 3, /);
  });

  test('page-several', async ({ page, sheet }) => {
    await sheet.drawNumber('2026');
    await sheet.announced(/^4 digits: 2 0 2 6$/);
    await page.getByTestId('digit-1').hover();
    await expect(sheet.certainty).toContainText('Digit 2 of 4');
  });

  test('page-inside', async ({ page, sheet }) => {
    await sheet.draw(7);
    const inside = page.getByTestId('inside');
    await inside.scrollIntoViewIfNeeded();
    await expect(inside).toHaveAttribute('data-holds', 'true');
    await page
      .getByRole('listbox', { name: /^convolution 2,/ })
      .getByRole('option')
      .nth(5)
      .click();
    await inside.evaluate((section) => section.scrollIntoView());
  });

  test('page-beside', async ({ page, sheet }) => {
    await sheet.draw(7);
    const comparison = page.getByTestId('comparison');
    await comparison.scrollIntoViewIfNeeded();
    await page.getByTestId('divide').click();
    await expect(comparison).toHaveAttribute('data-holds', 'true');
    await comparison.evaluate((section) => section.scrollIntoView());
  });
});

test.describe(() => {
  test.use({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });

  test('page-dark', async ({ page, sheet }) => {
    await sheet.draw(7);
    await sheet.announced(/^a 7, /);
    for (const words of ['Cut out', 'Scaled', 'Centred']) {
      await page.getByTestId('show-way').click();
      await expect(page.getByTestId('said')).toContainText(words);
    }
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  });
});

test.describe(() => {
  test.use({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true });

  test('page-phone', async ({ sheet }) => {
    await sheet.draw(5);
    await sheet.announced(/^a 5, /);
  });
});
