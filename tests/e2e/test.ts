import { test as base } from '@playwright/test';
import { Sheet } from './sheet';

/** Every test gets the page opened from the real server. */
export const test = base.extend<{ sheet: Sheet }>({
  sheet: async ({ page }, use) => {
    const sheet = new Sheet(page);
    await sheet.open();
    await use(sheet);
  },
});

export { expect } from '@playwright/test';
