/** The browser for tests/e2e: $CHROMIUM_PATH, the system's, Playwright's own, or else installed. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { Complaint } from './complaint.mjs';
import { inRoot, windows } from './paths.mjs';
import { capture } from './processes.mjs';

const e2e = inRoot('tests', 'e2e');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

/** The environment that tells playwright.config.ts which browser to start. */
export async function findBrowser() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (await starts(wanted)) return { CHROMIUM_PATH: wanted };
    throw new Complaint(`CHROMIUM_PATH is "${wanted}", which does not start as a browser.`);
  }
  for (const place of candidates()) {
    if (await starts(place)) return { CHROMIUM_PATH: place };
  }
  if (!fs.existsSync(playwrightsOwn())) await install();
  return {};
}

function candidates() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...(windows ? [] : onPath), ...(PLACES[process.platform] ?? [])];
}

/** Ubuntu's chromium-browser may be a script that only says to install a snap: so it is run. */
async function starts(file) {
  if (!fs.existsSync(file)) return false;
  if (windows) return true; // there --version opens a window
  return (await capture(file, ['--version']).catch(() => ({ code: 1 }))).code === 0;
}

function playwrightsOwn() {
  const { chromium } = createRequire(path.join(e2e, 'package.json'))('@playwright/test');
  return chromium.executablePath();
}

async function install() {
  console.log('  no Chromium or Chrome found: Playwright downloads its own');
  const { code, output } = await capture(
    process.execPath,
    ['node_modules/@playwright/test/cli.js', 'install', 'chromium'],
    { cwd: e2e },
  );
  if (code === 0) return;
  throw new Complaint(
    `${output}\n\nThe browser tests need a Chromium, and Playwright could not download one: ` +
      'install Chromium or Chrome, or set CHROMIUM_PATH to one, and run npm test again.',
  );
}
