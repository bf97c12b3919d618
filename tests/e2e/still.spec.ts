import type { Page } from '@playwright/test';
import { expect, test } from './test';

const SCREENS = [
  [320, 568],
  [360, 740],
  [667, 375],
  [768, 1024],
  [1024, 640],
  [1280, 800],
  [1920, 1080],
] as const;

for (const [width, height] of SCREENS) {
  test.describe(`on ${width}×${height}`, () => {
    test.use({
      viewport: { width, height },
      // On phones the row of tools has the camera.
      hasTouch: width < 700,
      contextOptions: { reducedMotion: 'reduce' },
    });

    test('nothing moves when the first digit is read', async ({ page, sheet }) => {
      const before = await places(page);
      await sheet.draw(7);
      await sheet.announced(/^a 7, /);
      expect(await places(page)).toEqual(before);
    });
  });
}

/** Where the fixed parts of the desk lie. */
function places(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(() =>
    Object.fromEntries(
      ['.sheet', '.tools', '.instrument', '.lens', '.scale', '.network', '.leaf h2'].map((name) => {
        const place = document.querySelector(name)?.getBoundingClientRect();
        if (!place) throw new Error(`There is no ${name}.`);
        return [name, [place.left, place.top, place.width, place.height].map(Math.round)];
      }),
    ),
  );
}
