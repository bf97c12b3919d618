import type { Page } from '@playwright/test';
import { nextFrames, type Sheet } from './sheet';
import { expect, test } from './test';

/** Keeps the drawing of `digit` with a label; it stays on the sheet. */
async function keep(page: Page, sheet: Sheet, digit: number, label: number): Promise<void> {
  await sheet.draw(digit);
  await expect(sheet.reading).toHaveText(String(digit));
  await page.getByTestId(`tell-${label}`).click();
  await expect(page.getByTestId('kept')).not.toHaveText('');
}

test('the question before all is deleted takes the focus; Escape gives it back, and clears nothing', async ({
  page,
  sheet,
}) => {
  await keep(page, sheet, 3, 8);
  const asker = page.getByTestId('delete-all-ask');
  await asker.press('Enter');
  await expect(page.getByTestId('delete-all')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(asker).toBeFocused();
  await expect(page.getByTestId('gallery').getByRole('listitem')).toHaveCount(1);
  await expect(sheet.reading).toHaveText('3');

  // Asked no more, the key is about the sheet again.
  await page.keyboard.press('Escape');
  await expect(sheet.reading).toHaveText('');
});

test('"Keep" gives the focus back to what asked', async ({ page, sheet }) => {
  await keep(page, sheet, 3, 8);
  await page.getByTestId('delete-all-ask').press('Enter');
  await page.getByRole('button', { name: 'Keep' }).press('Enter');
  await expect(page.getByTestId('delete-all-ask')).toBeFocused();
});

test('where all is deleted the focus is on what says so', async ({ page, sheet }) => {
  await keep(page, sheet, 3, 8);
  await page.getByTestId('delete-all-ask').press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing kept yet.')).toBeFocused();
});

test('where the last one is deleted the focus is on what says so', async ({ page, sheet }) => {
  await keep(page, sheet, 3, 8);
  await page.getByTestId('delete').press('Enter');
  await expect(page.getByText('Nothing kept yet.')).toBeFocused();
});

test('where one of several is deleted the focus is on the next', async ({ page, sheet }) => {
  for (const digit of [3, 7]) {
    await keep(page, sheet, digit, 0);
    await sheet.clear.click();
  }
  await page.getByTestId('delete').first().press('Enter');
  await expect(page.getByTestId('delete')).toHaveCount(1);
  await expect(page.getByTestId('delete')).toBeFocused();
});

test('a correction that is taken back leaves the focus on its bar', async ({ page, sheet }) => {
  await keep(page, sheet, 3, 8);
  await page.getByRole('button', { name: 'Take back' }).press('Enter');
  await expect(page.getByTestId('tell-8')).toBeFocused();
});

test('an example leaves the focus on what takes it away again', async ({ page, sheet }) => {
  await page.getByTestId('example-7').press('Enter');
  await expect(sheet.clear).toBeFocused();
  await expect(sheet.reading).toHaveText('7');
});

test('a tool that has nothing more to do hands the focus on', async ({ sheet }) => {
  await sheet.draw(1);
  await sheet.undo.press('Enter');
  await expect(sheet.redo).toBeFocused();
  await sheet.redo.press('Enter');
  await expect(sheet.undo).toBeFocused();
  await sheet.clear.press('Enter');
  await expect(sheet.undo).toBeFocused();
});

test('a tool hands the focus on where a key did its work, too', async ({ page, sheet }) => {
  await sheet.draw(1);
  await sheet.clear.focus();
  await page.keyboard.press('Delete');
  await expect(sheet.undo).toBeFocused();
});

test('what is copied may be cleared away: the focus stays on its key', async ({ page, sheet }) => {
  await sheet.draw(1);
  const key = page.getByTestId('copy-link');
  await expect(key).toBeEnabled();
  await key.focus();
  await page.keyboard.press('Escape');
  await expect(key).toBeDisabled();
  // A browser takes the focus from what is disabled only when it paints.
  await nextFrames(page);
  await expect(key).toBeFocused();
});

test('a question asked again leaves the focus where the answer will be', async ({
  page,
  sheet,
}) => {
  await expect(sheet.network).toBeEnabled();
  await page.route('**/models/*', (route) => route.abort());
  const learned = page.getByTestId('learned');
  await learned.scrollIntoViewIfNeeded();
  const again = learned.getByRole('button', { name: 'Ask again' });
  await expect(again).toBeVisible();
  await page.unroute('**/models/*');
  await again.press('Enter');
  await expect(page.getByTestId('confusion')).toBeVisible();
  await expect(learned).toBeFocused();
});
