/** npm start: set-up, then one server for the page and the API on one port. */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Complaint } from './lib/complaint.mjs';
import { venvPython } from './lib/paths.mjs';
import { addressOf, checkFree, host, readPort, urlOf } from './lib/port.mjs';
import { launch, main } from './lib/processes.mjs';
import { setUpServing } from './lib/setup.mjs';

const PATIENCE_MS = 60_000;

await main(
  async () => {
    const port = readPort();
    await checkFree(port); // before the set-up: no use in waiting for that
    await setUpServing();
    await checkFree(port);

    const server = launch(venvPython, ['-m', 'backend'], {
      // A line for every stroke that is drawn is nothing for a person's console.
      env: { HOST: host, PORT: String(port), REQUEST_LOG: process.env.REQUEST_LOG || 'off' },
    });
    const ended = new Promise((resolve) => server.once('close', resolve));
    await healthy(port, ended);
    const seconds = process.uptime().toFixed(1);
    console.log(`\nReady in ${seconds} s: ${urlOf(port)}   (Ctrl+C stops it)`);

    const code = await ended;
    throw new Complaint(`The server ended by itself (exit code ${code}).`);
  },
  { stoppedIsSuccess: true },
);

/** Resolves once the server answers that it is well. */
async function healthy(port, ended) {
  const over = ended.then((code) => {
    throw new Complaint(`The server could not start (exit code ${code}); its own message is above.`);
  });
  const deadline = performance.now() + PATIENCE_MS;
  let status;
  while (performance.now() < deadline) {
    status = await Promise.race([healthStatus(port), over]);
    if (status === 200) return;
    await Promise.race([sleep(50), over]);
  }
  const answer = status ? `GET /health answers ${status}` : 'it does not answer';
  throw new Complaint(`The server runs, but ${answer} after ${PATIENCE_MS / 1000} s.`);
}

/** The HTTP status of GET /health; undefined while nobody listens. */
function healthStatus(port) {
  return new Promise((resolve) => {
    http
      .get(`${addressOf(port)}/health`, { agent: false, timeout: 5000 }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .once('timeout', function () {
        this.destroy();
      })
      .once('error', () => resolve(undefined));
  });
}
