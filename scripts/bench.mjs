/** npm run bench [-- options]: how fast it reads, and how many requests a second it serves. */
import { venvPython } from './lib/paths.mjs';
import { main, run } from './lib/processes.mjs';
import { setUpTests } from './lib/setup.mjs';

await main(async () => {
  await setUpTests({ browserTests: false });
  return run(venvPython, ['-m', 'tests.bench', ...process.argv.slice(2)]);
});
