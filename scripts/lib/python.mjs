/** Finds a Python that can make the virtual environment. */
import { Complaint } from './complaint.mjs';
import { windows } from './paths.mjs';
import { capture } from './processes.mjs';

const OLDEST = [3, 11];

const PROBE = `
import sys
try:
    import ensurepip, venv
    complete = "complete"
except ImportError:
    complete = "no-venv"
print("%d.%d.%d " % sys.version_info[:3] + complete)
`;

/**
 * What a command turns out to be when run: a pyenv shim may be on PATH and still start nothing.
 *
 * @returns {Promise<{command: string[], version: string, fits: boolean, complete: boolean} | null>}
 */
export async function probe(command) {
  const [program, ...args] = command;
  const { code, output } = await capture(program, [...args, '-c', PROBE]).catch(() => ({ code: 1 }));
  const answer = code === 0 && output.match(/(\d+)\.(\d+)\.\d+ (complete|no-venv)$/);
  if (!answer) return null;
  const [, major, minor, state] = answer;
  return {
    command,
    version: answer[0].split(' ')[0],
    fits: Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1],
    complete: state === 'complete',
  };
}

/** The first fitting Python: $PYTHON, or else the newest by its usual names. */
export async function findPython() {
  const wanted = process.env.PYTHON;
  const commands = wanted
    ? [[wanted]]
    : ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'].map((name) => [name]);
  if (!wanted && windows) commands.push(['py', '-3']);

  const found = [];
  for (const command of commands) {
    const python = await probe(command);
    if (python?.fits && python.complete) return python;
    if (python) found.push(python);
  }
  throw new Complaint(wanted ? unusable(wanted, found[0]) : noneFits(found));
}

function unusable(wanted, python) {
  if (!python) return `PYTHON is set to "${wanted}", which does not run as a Python.`;
  if (!python.fits) {
    return `PYTHON is set to "${wanted}", which is Python ${python.version}; 3.11 or newer is needed.`;
  }
  return withoutVenv(python);
}

function noneFits(found) {
  const incomplete = found.find((python) => python.fits);
  if (incomplete) return withoutVenv(incomplete);
  const seen = found.map(({ command, version }) => `${command.join(' ')} is ${version}`).join(', ');
  return (
    `Python 3.11 or newer is needed; ${seen ? `here ${seen}` : 'no Python was found on PATH'}.\n` +
    'Install one from python.org or your package manager, or point to it: PYTHON=/path/to/python3 npm start'
  );
}

function withoutVenv({ command, version }) {
  const debian = `python${version.split('.').slice(0, 2).join('.')}-venv`;
  return (
    `${command.join(' ')} (Python ${version}) cannot make a virtual environment: its venv or ensurepip module is missing.\n` +
    `On Debian and Ubuntu install it with: sudo apt-get install ${debian}`
  );
}
