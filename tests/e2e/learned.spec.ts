import { expect, test } from './test';

test('shows how the chosen network learned: curves, confusion, mistakes', async ({
  page,
  sheet,
}) => {
  await sheet.network.selectOption('mlp-16-16');
  const learned = page.getByTestId('learned');
  await learned.scrollIntoViewIfNeeded();
  await expect(learned.getByRole('img', { name: /^Loss: in training from / })).toBeVisible();
  await expect(learned.getByRole('img', { name: /^Read right, %: / })).toBeVisible();

  const counts = async () => {
    const cells = await page.getByTestId('confusion').locator('tbody td').allTextContents();
    return cells.map(Number);
  };
  const first = await counts();
  expect(first).toHaveLength(100);
  expect(first.reduce((a, b) => a + b)).toBe(5000);
  await expect(page.getByTestId('mistakes').getByRole('listitem')).toHaveCount(24);
  const [right] = await page
    .getByTestId('mistakes')
    .getByRole('img')
    .evaluateAll((images: HTMLImageElement[]) => [
      images.every(({ naturalWidth }) => naturalWidth === 28),
    ]);
  expect(right).toBe(true);

  await page.getByRole('radio', { name: /strangers/ }).check();
  expect((await counts()).reduce((a, b) => a + b)).toBe(4497);
});

test('it is told of every network that is shipped', async ({ page, sheet }) => {
  const names = await sheet.network.locator('option').allTextContents();
  const learned = page.getByTestId('learned');
  await learned.scrollIntoViewIfNeeded();
  for (const name of ['cnn', 'mlp-128-64', 'mlp-16-16', 'mlp-10']) {
    expect(names).toContain(name);
    await sheet.network.selectOption(name);
    await expect(page.getByText(`${name} saw every digit once an epoch.`)).toBeVisible();
    await expect(learned.getByRole('img', { name: /^Loss: / })).toBeVisible();
    await expect(page.getByTestId('confusion')).toBeVisible();
    await expect(page.getByTestId('mistakes').getByRole('listitem')).not.toHaveCount(0);
  }
});

test('the curves can be read as a table', async ({ page, sheet }) => {
  await sheet.network.selectOption('mlp-128-64');
  await page.getByTestId('learned').scrollIntoViewIfNeeded();
  await page.getByText('The curves as a table').click();
  const table = page.getByRole('region', { name: 'The curves as a table' });
  await expect(table.getByRole('row')).toHaveCount(31);
});

test('it is asked for only when somebody comes near, and again when it failed', async ({
  page,
  sheet,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/models/') && asked.push(request.url()));
  await page.route('**/models/*', (route) => route.abort());
  await sheet.draw(3);
  await expect(sheet.reading).toHaveText('3');
  expect(asked).toEqual([]);
  await page.getByTestId('learned').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('learned')).toContainText('does not answer');
  await page.unroute('**/models/*');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await expect(page.getByTestId('learned')).not.toContainText('does not answer');
});
