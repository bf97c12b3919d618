/**
 * A stamp is a small file that holds the hash of what a set-up step was last done with. It lies
 * inside what the step made, so that deleting that deletes the stamp.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Never an input of a build: what tools make or keep beside the sources. */
const NOT_SOURCES = new Set(['node_modules', 'dist', 'coverage', 'test-results', 'playwright-report']);

/** The hash of some files and folders, by name and content, and of plain strings beside them. */
export function hashOf(paths, strings = []) {
  const hash = createHash('sha256').update(JSON.stringify(strings));
  for (const file of paths.flatMap(filesUnder)) {
    const content = fs.readFileSync(file);
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

export function isFresh(stamp, hash) {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash;
}

export function setStamp(stamp, hash) {
  fs.writeFileSync(stamp, hash);
}

/** Before a step begins: if it is interrupted, nothing may say that it was done. */
export function removeStamp(stamp) {
  fs.rmSync(stamp, { force: true });
}

function filesUnder(place) {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs
    .readdirSync(place, { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCES.has(name) && !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => filesUnder(path.join(place, name)));
}
