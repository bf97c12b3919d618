/**
 * npm test: everything. `npm test -- pytest vitest` runs some suites; what follows the name of a
 * single suite is for its runner: `npm test -- pytest tests/model -k gradient`.
 */
import { findBrowser } from './lib/browser.mjs';
import { Complaint } from './lib/complaint.mjs';
import { main } from './lib/processes.mjs';
import { setUpTests } from './lib/setup.mjs';
import { lint, playwright, pytest, runAll, vitest } from './lib/suites.mjs';

const SUITES = ['lint', 'pytest', 'vitest', 'playwright'];

await main(async () => {
  const { suites, rest } = readArguments(process.argv.slice(2));
  const browserTests = suites.includes('playwright');
  await setUpTests({ browserTests: browserTests || suites.includes('lint') });
  const browser = browserTests ? await findBrowser() : {};
  const checks = {
    lint,
    pytest: [pytest(...rest)],
    vitest: [vitest(...rest)],
    playwright: [playwright(browser, ...rest)],
  };
  return runAll(suites.flatMap((suite) => checks[suite]));
});

function readArguments(words) {
  const named = words.findIndex((word) => !SUITES.includes(word));
  const chosen = named < 0 ? words : words.slice(0, named);
  const rest = named < 0 ? [] : words.slice(named);
  if (rest.length > 0 && (chosen.length !== 1 || chosen[0] === 'lint')) {
    throw new Complaint(
      `"${rest[0]}" is not one of the suites ${SUITES.join(', ')}.\n` +
        'To pass words on to a runner name it first: npm test -- pytest -k gradient',
    );
  }
  return { suites: chosen.length ? SUITES.filter((suite) => chosen.includes(suite)) : SUITES, rest };
}
