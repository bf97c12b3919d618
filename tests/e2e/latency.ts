import { DIGITS } from './digits';
import { expect, test } from './test';

/** How often every digit is drawn. The first round warms up server and page and does not count. */
const ROUNDS = 11;

declare global {
  interface Window {
    /** Milliseconds from the lifting of the pen until all that it drew is read and painted; null until then. */
    lifted: () => number | null;
  }
}

test('from stroke to digit', async ({ page, sheet }) => {
  await page.addInitScript(watch);
  await sheet.open();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const digit of Object.keys(DIGITS)) {
      await sheet.draw(Number(digit));
      const time = await (await page.waitForFunction(() => window.lifted())).jsonValue();
      await expect(sheet.reading).toHaveText(digit);
      if (round > 0) times.push(time as number);
      await sheet.clear.click();
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1]?.toFixed(0);
  console.log(
    `From the lifting of the pen to the digit on the screen, ${times.length} drawings: ` +
      `median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, at most ${at(1)} ms.`,
  );
});

/** Runs in the page, before it does. */
function watch(): void {
  let [up, open, time] = [Infinity, 0, null as number | null];
  window.lifted = () => (open === 0 ? time : null);
  addEventListener('pointerdown', () => ([up, time] = [Infinity, null]), true);
  addEventListener('pointerup', ({ timeStamp }) => (up = timeStamp), true);

  const { fetch } = window;
  // The page shows an answer in the next frame; what comes after that is after its painting.
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  window.fetch = (...request) => {
    const begun = performance.now();
    const answer = fetch(...request);
    if (String(request[0]).includes('include=')) return answer; // "Inside" asks, too
    open += 1;
    void answer
      .then((response) => response.clone().arrayBuffer())
      .then(painted, () => undefined) // given up by the page
      .then(() => {
        open -= 1;
        if (begun > up) time = performance.now() - up;
      });
    return answer;
  };
}
