import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PROGRAMS = [
  process.env.PROGRAMFILES,
  process.env['PROGRAMFILES(X86)'],
  process.env.LOCALAPPDATA,
];

/** The browser to start: $CHROMIUM_PATH, else the system's, else undefined for Playwright's own. */
export function browserPath(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  return candidates().find((file) => existsSync(file));
}

function candidates(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium'].map(
        (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
      );
    case 'win32':
      return PROGRAMS.filter((folder) => folder !== undefined).map((folder) =>
        path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      );
    default:
      return ['/usr/bin', '/usr/local/bin'].flatMap((folder) =>
        NAMES.map((name) => path.join(folder, name)),
      );
  }
}
