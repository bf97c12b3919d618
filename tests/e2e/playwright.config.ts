import path from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { browserPath } from './browser';

export const ROOT = path.resolve(import.meta.dirname, '../..');
/** Uncommon, so that a server of one's own on 8000 is neither in the way nor tested by mistake. */
const PORT = process.env.E2E_PORT ?? '8123';
const URL = `http://127.0.0.1:${PORT}`;

export const PYTHON =
  process.env.E2E_PYTHON ??
  path.join(
    ROOT,
    '.venv',
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
// `exec`, so that the signal that ends the server reaches it and not a shell around it.
const EXEC = process.platform === 'win32' ? '' : 'exec ';
const SERVER = `${EXEC}"${PYTHON}" -m backend`;

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: '.',
  fullyParallel: true,
  workers: 2,
  // Far more than anything takes, also where something else keeps the processors busy.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: URL,
    launchOptions: {
      executablePath: browserPath(),
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'mouse',
      use: { viewport: { width: 1280, height: 800 } },
      testIgnore: 'touch.spec.ts',
    },
    {
      name: 'touch',
      use: { ...devices['Pixel 5'], viewport: { width: 360, height: 740 } },
      testMatch: 'touch.spec.ts',
    },
  ],
  webServer: {
    command: process.env.E2E_SERVER ?? SERVER,
    cwd: ROOT,
    env: { HOST: '127.0.0.1', PORT },
    url: `${URL}/health`,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 3000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
