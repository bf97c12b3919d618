/**
 * Child processes that never outlive this one: a signal to us alone is passed on to them, and we
 * end when they have ended.
 */
import { spawn } from 'node:child_process';
import os from 'node:os';

import { Complaint } from './complaint.mjs';
import { root, windows } from './paths.mjs';

/** Longer than the two seconds gunicorn gives its last requests; `npm ci` would take its time. */
const PATIENCE_MS = 3000;

const running = new Set();
let exitCode; // set once we are stopping

/**
 * @returns {import('node:child_process').ChildProcess}
 */
export function launch(command, args, { cwd = root, env = {}, stdio = 'inherit' } = {}) {
  // npm is a .cmd file on Windows, and only a shell can start those.
  const shell = windows && command === 'npm';
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, shell });
  running.add(child);
  const ended = () => {
    running.delete(child);
    exitIfStopped();
  };
  child.once('error', ended);
  child.once('close', ended);
  return child;
}

/** Runs to the end, on our console. Resolves to the exit code. */
export function run(command, args, options) {
  return finished(launch(command, args, options));
}

/** Runs to the end in silence. Resolves to {code, output}, stdout and stderr together. */
export async function capture(command, args, options) {
  const child = launch(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const code = await finished(child);
  return { code, output: Buffer.concat(chunks).toString().trimEnd() };
}

/** Ends the children, then us with this exit code. */
function stop(code, signal = 'SIGTERM') {
  if (exitCode !== undefined) return; // Ctrl+C reaches us twice: from the terminal and from npm
  exitCode = code;
  for (const child of running) child.kill(signal);
  setTimeout(() => {
    for (const child of running) child.kill('SIGKILL');
  }, PATIENCE_MS).unref();
  exitIfStopped();
}

/** Runs a script's main function: complaints are printed without a stack trace. */
export async function main(body, { stoppedIsSuccess = false } = {}) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    const code = stoppedIsSuccess ? 0 : 128 + os.constants.signals[signal];
    // gunicorn takes a SIGHUP for "reload".
    process.on(signal, () => stop(code, signal === 'SIGHUP' ? 'SIGTERM' : signal));
  }
  stopWithNpm();
  try {
    checkNode();
    stop((await body()) ?? 0);
  } catch (error) {
    console.error(error instanceof Complaint ? `\n${error.message}` : error);
    stop(1);
  }
}

/** As "engines" in package.json, which npm only looks at when it installs. */
function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Complaint(
      `Node.js 20.19 or newer is needed; this is ${process.version}. Get one from nodejs.org.`,
    );
  }
}

/** npm passes SIGINT and SIGTERM on, but not a SIGHUP or a SIGKILL: then we find it gone. */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event || windows) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && stop(1), 500).unref();
}

function finished(child) {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(error));
    // While stopping, whoever waits for this child must not report its end as a failure.
    child.once('close', (code) => exitCode === undefined && resolve(code ?? 1));
  });
}

function exitIfStopped() {
  if (exitCode !== undefined && running.size === 0) process.exit(exitCode);
}
