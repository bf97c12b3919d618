/**
 * Set-up: what serving and testing need, made once and again only when its inputs change.
 */
import fs from 'node:fs';
import path from 'node:path';

import { Complaint } from './complaint.mjs';
import { alone } from './lock.mjs';
import { inRoot, venv, venvPython } from './paths.mjs';
import { capture } from './processes.mjs';
import { findPython, probe } from './python.mjs';
import { hashOf, isFresh, removeStamp, setStamp } from './stamps.mjs';

const frontend = inRoot('frontend');
const e2e = inRoot('tests', 'e2e');
export const page = path.join(frontend, 'dist', 'index.html');

/** Python and its packages for the server, and the built page. */
export async function setUpServing() {
  await virtualEnvironment();
  await pythonPackages('serving', ['requirements.txt']);
  await nodePackages('frontend', frontend);
  await builtPage();
}

/** The same and what the tests need. */
export async function setUpTests({ browserTests = true } = {}) {
  await setUpServing();
  await pythonPackages('tests', [
    'requirements.txt',
    'training/requirements.txt',
    'tests/requirements.txt',
  ]);
  if (browserTests) await nodePackages('tests/e2e', e2e);
}

async function virtualEnvironment() {
  const stamp = path.join(venv, '.made');
  const existing = fs.existsSync(venvPython) ? await probe([venvPython]) : null;
  if (existing?.fits) {
    if (isFresh(stamp, existing.version)) return;
    // Someone made it by hand, or making it was interrupted before it had pip.
    const pip = await capture(venvPython, ['-m', 'pip', '--version']);
    if (pip.code === 0 && !fs.existsSync(stamp)) return setStamp(stamp, existing.version);
  }
  const python = await findPython();
  await step(`Python ${python.version} environment in .venv`, stamp, python.version, async () => {
    fs.rmSync(venv, { recursive: true, force: true });
    const [program, ...args] = python.command;
    return capture(program, [...args, '-m', 'venv', venv]);
  });
}

function pythonPackages(purpose, lists) {
  const files = lists.map((list) => inRoot(list));
  return step(
    `Python packages for ${purpose}`,
    path.join(venv, `.installed-${purpose}`),
    hashOf(files),
    () =>
      capture(venvPython, [
        ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input'],
        ...files.flatMap((file) => ['-r', file]),
      ]),
  );
}

function nodePackages(name, folder) {
  const inputs = ['package.json', 'package-lock.json'].map((file) => path.join(folder, file));
  return step(
    `npm packages for ${name}`,
    path.join(folder, 'node_modules', '.installed'),
    hashOf(inputs, [process.version]),
    // With NODE_ENV=production npm would leave out vite.
    () => capture('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: folder }),
  );
}

async function builtPage() {
  const stamp = path.join(frontend, 'node_modules', '.built');
  if (!fs.existsSync(page)) removeStamp(stamp);
  await step('page built', stamp, hashOf([frontend], [process.version]), () =>
    capture('npm', ['run', 'build'], { cwd: frontend }),
  );
}

/** Does the work unless its stamp says that it was done with the same inputs. */
async function step(title, stamp, hash, work) {
  if (isFresh(stamp, hash)) return;
  await alone(async () => {
    if (isFresh(stamp, hash)) return; // done by the process we waited for
    const begin = performance.now();
    removeStamp(stamp);
    const { code, output } = await work();
    if (code !== 0) throw new Complaint(`${output}\n\n${failure(title)}`);
    setStamp(stamp, hash);
    console.log(`  ${title.padEnd(40)} ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  });
}

function failure(title) {
  const offline = /packages/.test(title) ? ' Is there a network connection?' : '';
  return `Set-up stopped at "${title}": the output is above.${offline}`;
}
