import { expect, test as base } from '@playwright/test';
import { Sheet } from './sheet';

/** Every test gets the page opened from the real server, whose policy it must never break. */
export const test = base.extend<{ sheet: Sheet }>({
  sheet: async ({ page }, use) => {
    const broken: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) broken.push(message.text());
    });
    const sheet = new Sheet(page);
    await sheet.open();
    await use(sheet);
    expect(broken).toEqual([]);
  },
});

export { expect };
