/** npm run lint: ruff, mypy and the page's own linter. */
import { main } from './lib/processes.mjs';
import { setUpTests } from './lib/setup.mjs';
import { lint, runAll } from './lib/suites.mjs';

await main(async () => {
  await setUpTests();
  return runAll(lint);
});
