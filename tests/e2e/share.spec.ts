import { spawnSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { expect, test } from './test';

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test.describe('where the page may copy', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('the link opens the same drawing, and reads the same', async ({ page, sheet, context }) => {
    await sheet.draw(4);
    await expect(sheet.reading).toHaveText('4');
    await page.getByTestId('copy-link').click();
    await expect(page.getByRole('status').filter({ hasText: 'Copied.' })).toBeVisible();
    const link = await clipboard(page);
    expect(link.length).toBeLessThan(400);

    const other = await context.newPage();
    await other.goto(link);
    await expect(other.getByTestId('reading')).toHaveText('4');
    // Two strokes: each can be taken back.
    await other.getByTestId('undo').click();
    await expect(other.getByTestId('undo')).toBeDisabled();
    await expect(other).not.toHaveURL(/drawing/);
  });

  test('the command sends the very picture to the API', async ({ page, sheet }) => {
    test.skip(spawnSync('curl', ['--version']).status !== 0, 'needs curl');
    await sheet.draw(7);
    await expect(sheet.reading).toHaveText('7');
    await page.getByTestId('copy-curl').click();
    await expect(page.getByRole('status').filter({ hasText: 'Copied.' })).toBeVisible();
    const command = await clipboard(page);
    const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    const answer = JSON.parse(stdout) as { digit: number; confidence: number };
    expect(answer.digit).toBe(7);
    await expect(sheet.certainty).toContainText((100 * answer.confidence).toFixed(1));
  });
});

test('where it may not, the whole text is there, selected', async ({ page, sheet }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  await sheet.open();
  await sheet.draw(7);
  await page.getByTestId('copy-curl').click();
  await expect(page.getByText('The text is selected')).toBeVisible();
  const selected = await page.getByTestId('curl-text').evaluate((area: HTMLTextAreaElement) => {
    return area.value.slice(area.selectionStart, area.selectionEnd);
  });
  expect(selected).toMatch(/^curl -H .+'http:.+\/predict\?model=cnn'$/);
});

test('a damaged link is told in words, and the sheet is empty', async ({ page, sheet }) => {
  await page.goto('/#drawing=1.AAAA');
  await page.reload();
  await expect(sheet.message).toContainText('link is damaged');
  await expect(sheet.clear).toBeDisabled();
  await sheet.draw(3);
  await expect(sheet.message).toHaveText('');
});

test('nothing is to be copied of an empty sheet', async ({ page, sheet }) => {
  await expect(page.getByTestId('copy-link')).toBeDisabled();
  await expect(page.getByTestId('copy-curl')).toBeDisabled();
  await sheet.draw(1);
  await expect(page.getByTestId('copy-link')).toBeEnabled();
});
