import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, PYTHON } from './playwright.config';
import type { Stroke } from './digits';
import { expect, test } from './test';

/** A 7 as a flag on a leaning pole: mlp-10 takes it for something else. */
const FLAG: readonly Stroke[] = [
  [
    [0.3, 0.85],
    [0.32, 0.6],
    [0.34, 0.35],
    [0.36, 0.15],
  ],
  [
    [0.36, 0.16],
    [0.5, 0.2],
    [0.66, 0.17],
  ],
];

test('a correction is kept, changed, and taken back', async ({ page, sheet }) => {
  const kept = page.getByTestId('kept');
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  await page.getByTestId('tell-8').click();
  await expect(kept).toHaveText('Kept as an 8.');
  await expect(page.getByTestId('tell-8')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('5');
  await expect(kept).toHaveText('Kept as a 5.');
  const gallery = page.getByTestId('gallery').getByRole('listitem');
  await expect(gallery).toHaveCount(1);
  await expect(gallery).toContainText('5 read 3');
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect(gallery).toHaveCount(0);
  await expect(page.getByText('Nothing kept yet.')).toBeVisible();
});

test('what is kept outlives the page, comes back to the sheet, and goes one by one or all', async ({
  page,
  sheet,
}) => {
  for (const digit of [3, 7, 1]) {
    await sheet.draw(digit);
    await expect(sheet.reading).toHaveText(String(digit));
    await page.keyboard.press(String((digit + 1) % 10));
    await expect(page.getByTestId('kept')).not.toHaveText('');
    await expect(page.getByTestId('gallery')).toContainText(`read ${digit}`);
    await page.keyboard.press('Escape');
  }
  await page.reload();
  const gallery = page.getByTestId('gallery').getByRole('listitem');
  await expect(gallery).toHaveCount(3);
  await page.getByRole('button', { name: 'Put on the sheet: an 8, read as a 7' }).click();
  await expect(sheet.reading).toHaveText('7');
  await page.getByRole('button', { name: 'Delete: an 8, read as a 7' }).click();
  await expect(gallery).toHaveCount(2);
  await page.getByTestId('delete-all-ask').click();
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(gallery).toHaveCount(2);
  await page.getByTestId('delete-all-ask').click();
  await page.getByTestId('delete-all').click();
  await expect(page.getByText('Nothing kept yet.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Nothing kept yet.')).toBeVisible();
});

test('one after the other is deleted with a key, which leaves the sheet alone', async ({
  page,
  sheet,
}) => {
  for (const digit of [3, 7]) {
    await page.getByTestId(`example-${digit}`).click();
    await expect(sheet.reading).toHaveText(String(digit));
    await page.keyboard.press('0');
    await expect(page.getByTestId('kept')).not.toHaveText('');
    if (digit === 3) await page.keyboard.press('Enter'); // on Clear, where the focus went
  }
  const gallery = page.getByTestId('gallery').getByRole('listitem');
  await expect(gallery).toHaveCount(2);
  await page.getByTestId('delete').first().focus();
  await page.keyboard.press('Delete');
  await expect(gallery).toHaveCount(1);
  await page.keyboard.press('Delete');
  await expect(page.getByText('Nothing kept yet.')).toBeVisible();
  await expect(sheet.reading).toHaveText('7');
});

test('nothing of it leaves the browser', async ({ page, sheet }) => {
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  // Announced is what the pen has rested on: all that was to be asked is answered.
  await expect(page.getByTestId('announcement')).not.toHaveText('');
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.getByTestId('tell-8').click();
  await expect(page.getByTestId('gallery')).toBeVisible();
  expect(requests.filter((url) => !/^(data|blob):/.test(url))).toEqual([]);
});

test('a drawing that is misread teaches a network to read it', async ({ page, sheet }, info) => {
  // A dot that no network saw teaches nothing, and must not spoil the file.
  await page.route('**/predict*', (route) => route.abort());
  await sheet.paper.click();
  await page.keyboard.press('1');
  await expect(page.getByTestId('gallery').getByRole('listitem')).toHaveCount(1);
  await sheet.clear.click();
  await page.unroute('**/predict*');

  await sheet.network.selectOption('mlp-10');
  for (const stroke of FLAG) await sheet.drawStroke(stroke);
  // Announced is what the whole drawing was read as.
  await expect(page.getByTestId('announcement')).not.toHaveText('');
  const misread = (await sheet.reading.textContent()) ?? '';
  const meant = misread === '7' ? '1' : '7';
  await page.keyboard.press(meant);
  await expect(page.getByTestId('kept')).toContainText(meant);

  const download = page.waitForEvent('download');
  await expect(page.getByTestId('export')).toHaveText('Export 1 of 2 digits');
  await page.getByTestId('export').click();
  const file = info.outputPath('digits.json');
  await (await download).saveAs(file);
  expect(readFileSync(file, 'utf8')).toContain(`"label":${meant}`);

  const lesson = path.join(import.meta.dirname, 'lesson.py');
  const taught = spawnSync(PYTHON, [lesson, 'mlp-10', file], { cwd: ROOT, encoding: 'utf8' });
  expect(taught.stderr).toBe('');
  const [before, after] = taught.stdout.trim().split(' ');
  expect(before).not.toBe(meant);
  expect(after).toBe(meant);
});
