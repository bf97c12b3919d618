import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './test';

const SEVEN = path.resolve(import.meta.dirname, '../../docs/seven.png');

test('a picture from a file is sent as it is, shown, and read', async ({ page, sheet }) => {
  const sent = await bodies(page);
  await page.getByTestId('picture').setInputFiles(SEVEN);
  await expect(sheet.reading).toHaveText('7');
  const [body] = await sent();
  expect(Buffer.from(body?.bytes ?? []).equals(readFileSync(SEVEN))).toBe(true);
  expect(body?.type).toBe('image/png');
  await expect(page.getByTestId('photograph')).toBeVisible();
  await sheet.clear.click();
  await expect(sheet.reading).toHaveText('');
  await expect(page.getByTestId('photograph')).toBeHidden();
  await sheet.undo.click();
  await expect(sheet.reading).toHaveText('7');
  await sheet.undo.click();
  await expect(page.getByTestId('photograph')).toBeHidden();
});

for (const way of ['drop', 'paste'] as const) {
  test(`a picture by ${way} is read`, async ({ page, sheet }) => {
    await give(page, way, readFileSync(SEVEN), 'image/png');
    await expect(sheet.reading).toHaveText('7');
    await expect(page.getByText('Drop the picture here')).toBeHidden();
  });
}

test('the sheet says where to drop a picture while one is held over the page', async ({
  page,
  sheet,
}) => {
  await sheet.holdPicture();
  await expect(page.getByText('Drop the picture here')).toBeVisible();
});

test('a picture of too many pixels is reduced here, and read', async ({ page, sheet }) => {
  const large = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [5000, 4000];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 5000, 4000);
    context.lineWidth = 300;
    context.beginPath();
    context.moveTo(1500, 800);
    context.lineTo(3500, 800);
    context.lineTo(2200, 3400);
    context.stroke();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg'));
    return Array.from(new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer()));
  });
  const sent = await bodies(page);
  await page
    .getByTestId('picture')
    .setInputFiles({ name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(large) });
  await expect(sheet.reading).toHaveText('7');
  const [body] = await sent();
  expect(body?.bytes.length).toBeLessThan(large.length / 2);
  expect(body?.type).toBe('image/jpeg');
});

test('a picture that is none shows the server’s sentence', async ({ page, sheet }) => {
  await give(page, 'drop', Buffer.from('no picture at all'), 'text/plain');
  await expect(sheet.message).toContainText('not a picture that can be read here');
  await expect(sheet.reading).toHaveText('');
  await sheet.clear.click();
  await expect(sheet.message).toHaveText('');
});

test('an empty sheet of paper shows the server’s sentence', async ({ page, sheet }) => {
  const blank =
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGP4/5/h/38ADPkD/W1qCZkAAAAASUVORK5CYII=';
  await give(page, 'paste', Buffer.from(blank, 'base64'), 'image/png');
  await expect(sheet.message).not.toHaveText('');
  await expect(sheet.reading).toHaveText('');
});

test('the pen begins a new sheet on a picture', async ({ page, sheet }) => {
  await page.getByTestId('picture').setInputFiles(SEVEN);
  await expect(sheet.reading).toHaveText('7');
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  await expect(page.getByTestId('photograph')).toBeHidden();
});

test('the keys still work where a picture or a network was just chosen', async ({
  page,
  sheet,
}) => {
  const picture = page.getByTestId('picture');
  await picture.focus();
  await picture.setInputFiles(SEVEN);
  await expect(sheet.reading).toHaveText('7');
  await page.keyboard.press('Delete');
  await expect(sheet.reading).toHaveText('');
  await expect(picture).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(sheet.reading).toHaveText('7');
  await sheet.network.focus();
  await sheet.network.selectOption('mlp-128-64');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByTestId('photograph')).toBeHidden();
});

test('every example is read as what it is', async ({ page, sheet }) => {
  for (let digit = 0; digit <= 9; digit++) {
    await page.getByTestId(`example-${digit}`).click();
    await expect(sheet.reading).toHaveText(String(digit));
    await page.keyboard.press('Escape');
  }
});

/** What is sent from now on: the browser shows no test the body of a request that is a file. */
async function bodies(page: Page) {
  await page.evaluate(() => {
    const send = window.fetch;
    const sent: { type: string; bytes: number[] }[] = [];
    Object.assign(window, { sent });
    window.fetch = async (...request) => {
      const body = request[1]?.body;
      if (body instanceof Blob) {
        const type = new Headers(request[1]?.headers).get('content-type') ?? '';
        sent.push({ type, bytes: [...new Uint8Array(await body.arrayBuffer())] });
      }
      return send(...request);
    };
  });
  return () =>
    page.evaluate(() => (window as unknown as { sent: { type: string; bytes: number[] }[] }).sent);
}

async function give(page: Page, way: 'drop' | 'paste', bytes: Buffer, type: string) {
  await page.evaluate(
    ({ way, bytes, type }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], 'given', { type }));
      const init = { bubbles: true, cancelable: true };
      if (way === 'drop') {
        document.body.dispatchEvent(new DragEvent('dragenter', { ...init, dataTransfer: data }));
        document.body.dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }));
      } else {
        document.body.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
      }
    },
    { way, bytes: [...bytes], type },
  );
}
