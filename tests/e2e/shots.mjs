import { chromium } from '@playwright/test';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const jobs = process.argv.slice(2);
const sizes = { d: [1280, 800], p: [360, 740], s: [320, 568], t: [768, 1024], l: [740, 360], w: [1920, 1080], m: [1024, 700] };
for (const job of jobs) {
  const [size, theme, state] = job.split('-');
  const [width, height] = sizes[size];
  const touch = 'psl'.includes(size) || size === 't';
  const c = await b.newContext({ viewport: { width, height }, colorScheme: theme === 'k' ? 'dark' : 'light', hasTouch: touch, isMobile: touch, deviceScaleFactor: 1 });
  const page = await c.newPage();
  page.on('pageerror', (e) => console.log(job, e.message));
  page.on('console', (m) => m.type() === 'error' && console.log(job, m.text()));
  await page.goto('http://127.0.0.1:8133/');
  await page.waitForTimeout(1500);
  if (state !== 'empty') {
    for (const d of [4, 7, 2, 0]) {
      await page.getByTestId(`example-${d}`).click();
      await page.waitForTimeout(700);
      if (state === 'full') { await page.keyboard.press(String((d + 5) % 10)); await page.waitForTimeout(200); }
      if (d !== 0) await page.keyboard.press('Escape');
    }
  }
  if (state === 'full') {
    await page.getByTestId('network').selectOption('mlp-16-16');
    await page.locator('#learned').scrollIntoViewIfNeeded();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `/tmp/wt/shots/${job}.png`, fullPage: true });
  } else await page.screenshot({ path: `/tmp/wt/shots/${job}.png` });
  await c.close();
}
await b.close();
