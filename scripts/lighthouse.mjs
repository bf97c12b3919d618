/**
 * npm run lighthouse [-- URL]: what Lighthouse says of the page that `npm start` serves; fails
 * under 95 in performance, or 100 in anything else. Downloads Lighthouse, which no test needs.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { findBrowser } from "./lib/browser.mjs";
import { Complaint } from "./lib/complaint.mjs";
import { capture, main } from "./lib/processes.mjs";

const LIGHTHOUSE = "lighthouse@12.8.2";
const LEAST = {
  performance: 95,
  accessibility: 100,
  "best-practices": 100,
  seo: 100,
};

/**
 * Lighthouse makes the processor four times as slow, to be like a phone's: so it is on computers
 * of a benchmark index of about this (its docs/throttling.md: 1500 to 2000). On one that is slower
 * by itself it has to be slowed down less.
 */
const INDEX_OF_FOUR = 1750;

await main(async () => {
  const url =
    process.argv[2] ?? `http://localhost:${process.env.PORT ?? 8000}/`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lighthouse-"));
  try {
    const desktop = await audit(url, folder, ["--preset=desktop"]);
    const slowdown = Math.max(
      1,
      Math.min(4, (4 * desktop.index) / INDEX_OF_FOUR),
    );
    const phone = await audit(url, folder, [
      `--throttling.cpuSlowdownMultiplier=${slowdown}`,
    ]);
    console.log(
      `Benchmark index ${desktop.index}; for the phone slowed down ${slowdown.toFixed(1)} times.`,
    );
    console.table({ desktop: desktop.scores, phone: phone.scores });
    const low = [desktop, phone].some(({ scores }) =>
      Object.entries(LEAST).some(
        ([category, least]) => scores[category] < least,
      ),
    );
    return low ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/** The scores of 0 to 100 by category, and the computer's benchmark index. */
async function audit(url, folder, options) {
  const { CHROMIUM_PATH } = await findBrowser();
  const file = path.join(folder, "report.json");
  const { code, output } = await capture(
    "npm",
    [
      "exec",
      "--yes",
      "--package",
      LIGHTHOUSE,
      "--",
      "lighthouse",
      url,
      "--quiet",
      "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
      "--output=json",
      `--output-path=${file}`,
      ...options,
    ],
    { cwd: folder, env: CHROMIUM_PATH ? { CHROME_PATH: CHROMIUM_PATH } : {} },
  );
  if (code !== 0)
    throw new Complaint(
      `${output}\n\nIs the page served at ${url}? Run npm start.`,
    );
  const { categories, environment } = JSON.parse(fs.readFileSync(file, "utf8"));
  const scores = Object.keys(LEAST).map((name) => [
    name,
    Math.round(100 * categories[name].score),
  ]);
  return {
    scores: Object.fromEntries(scores),
    index: environment.benchmarkIndex,
  };
}
