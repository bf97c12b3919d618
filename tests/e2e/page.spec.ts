import { expect, test } from './test';

test('loads without an error, from its own server alone', async ({ page, sheet, baseURL }) => {
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on('console', (message) => message.type() !== 'log' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => response.status() >= 400 && complaints.push(response.url()));
  page.on('request', (request) => {
    const own = request.url().startsWith(`${baseURL}/`) || request.url().startsWith('data:');
    if (!own) elsewhere.push(request.url());
  });
  await sheet.open();
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  expect(complaints).toEqual([]);
  expect(elsewhere).toEqual([]);
  await expect(page).toHaveTitle(/digit/i);
});

test('invites, and has nothing to say yet', async ({ page, sheet }) => {
  await expect(page.getByText('Draw a digit', { exact: true })).toBeVisible();
  await expect(sheet.reading).toHaveText('');
  await expect(sheet.message).toHaveText('');
  for (const button of [sheet.undo, sheet.redo, sheet.clear]) await expect(button).toBeDisabled();
});

test('works under a policy that allows nothing but its own files', async ({ page, sheet }) => {
  const violations: string[] = [];
  page.on('console', (message) => message.type() === 'error' && violations.push(message.text()));
  await page.route('/', async (route) => {
    const response = await route.fetch();
    const policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'";
    await route.fulfill({
      response,
      headers: { ...response.headers(), 'content-security-policy': policy },
    });
  });
  await sheet.open();
  await sheet.draw(7);
  await expect(sheet.reading).toHaveText('7');
  expect(violations).toEqual([]);
});

test('its scripts are under 100 KB on their way', async ({ page, sheet }) => {
  await sheet.draw(7);
  await expect(sheet.reading).toHaveText('7');
  const bytes = await page.evaluate(() => {
    const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const scripts = files.filter(({ name }) => new URL(name).pathname.endsWith('.js'));
    return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(100_000);
});
