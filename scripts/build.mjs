/** npm run build: all that npm start needs, without starting it. */
import { main } from './lib/processes.mjs';
import { setUpServing } from './lib/setup.mjs';

await main(setUpServing);
