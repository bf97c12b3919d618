/** npm run bench [-- forward predict load start]: how fast it reads and serves; all parts if none is named. */
import { venvPython } from './lib/paths.mjs';
import { main, run } from './lib/processes.mjs';
import { setUpTests } from './lib/setup.mjs';

await main(async () => {
  await setUpTests({ browserTests: false });
  const parts = process.argv.slice(2);
  const code = await run(venvPython, ['-m', 'tests.bench_serving', ...parts]);
  return code || parts.length ? code : run(venvPython, ['-m', 'tests.bench']);
});
