/** Runs checks one after the other, all of them even if one fails, and sums them up. */
import { inRoot, venvPython } from './paths.mjs';
import { capture, run } from './processes.mjs';

const TITLE_WIDTH = 16;

const python = (title, ...args) => ({ title, command: venvPython, args: ['-m', ...args] });
const npm = (title, ...args) => ({ title, command: 'npm', args, cwd: inRoot('frontend') });

/** Quiet ones: their output is shown only if they fail. */
export const lint = [
  python('ruff check', 'ruff', 'check', '.'),
  python('ruff format', 'ruff', 'format', '--check', '.'),
  python('mypy', 'mypy'),
  npm('frontend lint', 'run', 'lint'),
  npm('e2e format', 'exec', '--', 'prettier', '--check', '../tests/e2e/*.ts'),
  npm('e2e types', 'exec', '--', 'tsc', '-p', '../tests/e2e'),
].map((check) => ({ ...check, quiet: true }));

/** On both processors, so each of the two runs needs but one thread for its matrix products. */
export const pytest = (...args) => ({
  ...python('pytest', 'pytest', '--numprocesses=2', '--dist=loadfile', ...args),
  env: { OPENBLAS_NUM_THREADS: '1' },
});
export const vitest = (...args) => npm('vitest', 'test', '--', ...args);
export const playwright = (env, ...args) => ({
  title: 'playwright',
  command: process.execPath,
  args: ['node_modules/@playwright/test/cli.js', 'test', ...args],
  cwd: inRoot('tests', 'e2e'),
  env,
});

/** Resolves to the exit code: 0 if all passed. */
export async function runAll(checks) {
  const results = [];
  for (const check of checks) {
    const begin = performance.now();
    const passed = (await runOne(check)) === 0;
    const result = { title: check.title, passed, ms: performance.now() - begin };
    if (check.quiet) console.log(line(result));
    results.push(result);
  }
  if (checks.some(({ quiet }) => !quiet)) console.log(`\n${results.map(line).join('\n')}`);
  const failed = results.filter(({ passed }) => !passed);
  console.log(failed.length ? `\nFailed: ${failed.map(({ title }) => title).join(', ')}` : '');
  return failed.length ? 1 : 0;
}

async function runOne({ title, command, args, cwd, env, quiet }) {
  if (!quiet) {
    console.log(`\n── ${title}`);
    return run(command, args, { cwd, env });
  }
  const { code, output } = await capture(command, args, { cwd, env });
  if (code !== 0) console.log(`\n── ${title}\n${output}\n`);
  return code;
}

function line({ title, passed, ms }) {
  const seconds = (ms / 1000).toFixed(1).padStart(6);
  return `  ${passed ? 'passed' : 'FAILED'}  ${title.padEnd(TITLE_WIDTH)} ${seconds} s`;
}
