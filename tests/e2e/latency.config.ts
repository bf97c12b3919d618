import base from './playwright.config';

/** Measures how soon a stroke is read: `npm run latency` in this folder, while the machine does nothing else. */
export default {
  ...base,
  projects: [{ name: 'latency', use: { viewport: { width: 1280, height: 800 } } }],
  testMatch: 'latency.ts',
  timeout: 600_000,
  workers: 1,
} satisfies typeof base;
