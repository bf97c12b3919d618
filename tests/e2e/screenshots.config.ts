import base from './playwright.config';

/** Makes the README's pictures anew: `npm run screenshots` in this folder. */
export default {
  ...base,
  projects: [{ name: 'screenshots', use: { contextOptions: { reducedMotion: 'reduce' } } }],
  testMatch: 'screenshots.ts',
  timeout: 120_000,
  workers: 1,
} satisfies typeof base;
