/**
 * npm run dev: the API and the page, both reloading when a source changes. Vite passes the API's
 * routes on to port 8000.
 */
import { inRoot, venvPython } from './lib/paths.mjs';
import { checkFree } from './lib/port.mjs';
import { main, run } from './lib/processes.mjs';
import { setUpServing } from './lib/setup.mjs';

const API_PORT = 8000; // also in frontend/vite.config.ts

await main(async () => {
  await checkFree(API_PORT);
  await setUpServing();
  // gunicorn cannot both reload and preload, and does not run on Windows: Flask's own server does.
  const api = run(venvPython, [
    ...['-m', 'flask', '--app', 'backend.app', 'run', '--reload', '--port', String(API_PORT)],
  ]);
  // Vite's file rather than `npm run dev`: fewer processes between a signal and its receiver.
  const page = run(process.execPath, [inRoot('frontend/node_modules/vite/bin/vite.js')], {
    cwd: inRoot('frontend'),
  });
  return Promise.race([api, page]); // whichever ends first takes the other with it
});
