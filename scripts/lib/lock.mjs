/** One set-up at a time in a tree: two pips in one .venv break it. */
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { inRoot } from './paths.mjs';

const lock = inRoot('.cache', 'setup.lock');

/** Runs body while holding the lock; waits for another process that holds it. */
export async function alone(body) {
  fs.mkdirSync(inRoot('.cache'), { recursive: true });
  let waited = false;
  while (!take()) {
    if (!waited) {
      console.log(`  waiting for process ${holder()}, which is setting up (if it is not, delete ${lock})`);
    }
    waited = true;
    await sleep(200);
  }
  const release = () => fs.rmSync(lock, { force: true });
  process.once('exit', release); // a signal or a complaint ends us without returning from body
  try {
    return await body();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take() {
  const mine = `${lock}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, lock); // unlike a write, appears with its content or not at all
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isRunning(holder())) fs.rmSync(lock, { force: true }); // killed; the next turn takes it
    return false;
  } finally {
    fs.rmSync(mine);
  }
}

function holder() {
  try {
    return Number(fs.readFileSync(lock, 'utf8'));
  } catch {
    return 0; // released meanwhile
  }
}

function isRunning(pid) {
  if (!pid || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
