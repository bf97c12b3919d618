import { beforeEach, expect, test } from 'vitest';
import { createKeeping, type Kept, type KeepingStore, type Shelf } from './kept';

/** What lies in the browser's database, which fails while it is `broken`. */
let stored: Map<string, Kept>;
let broken: boolean;
let keeping: KeepingStore;

const digit = (label: number): Kept => ({
  id: String(label),
  label,
  read: null,
  network: '',
  strokes: [],
  pixels: null,
  at: label,
});
const labels = () => keeping.getState().list.map(({ label }) => label);
const keep = (label: number) => keeping.getState().keep(digit(label));
const remove = (label: number) => keeping.getState().remove(String(label));
const clear = () => keeping.getState().clear();
const load = () => keeping.getState().load();

beforeEach(() => {
  stored = new Map();
  broken = false;
  const deed = <T>(of: () => T) =>
    broken ? Promise.reject(new Error('no database')) : Promise.resolve(of());
  const shelf: Shelf = {
    all: () => deed(() => [...stored.values()]),
    put: (kept) => deed(() => void stored.set(kept.id, kept)),
    remove: (id) => deed(() => void stored.delete(id)),
    clear: () => deed(() => stored.clear()),
  };
  keeping = createKeeping(shelf);
});

test('what the browser does not take is shown all the same, said to be unkept, and goes to it with the next', async () => {
  await load();
  broken = true;
  await keep(1);
  expect(labels()).toEqual([1]);
  expect(keeping.getState().unkept).toBe(true);
  broken = false;
  await keep(2);
  expect([...stored.keys()].sort()).toEqual(['1', '2']);
  expect(keeping.getState().unkept).toBe(false);
});

test('what was kept before comes back once the database opens', async () => {
  stored.set('5', digit(5));
  broken = true;
  await load();
  expect(keeping.getState().unkept).toBe(true);
  broken = false;
  await keep(6);
  expect(labels()).toEqual([6, 5]);
  expect(keeping.getState().unkept).toBe(false);
});

test.each([
  ['one', () => remove(2)],
  ['all', clear],
])('what was to be deleted and was not is shown again, and said: %s', async (_, discard) => {
  for (const label of [1, 2, 3]) await keep(label);
  broken = true;
  await discard();
  expect(labels()).toEqual([3, 2, 1]);
  expect(keeping.getState()).toMatchObject({ undeleted: true, unkept: false });
  broken = false;
  await discard();
  expect(keeping.getState().undeleted).toBe(false);
  expect(labels()).toEqual([...stored.values()].map(({ label }) => label).reverse());
});

test('what was never kept can be deleted without a database', async () => {
  broken = true;
  await keep(1);
  await remove(1);
  expect(labels()).toEqual([]);
  expect(keeping.getState().undeleted).toBe(false);
});

test('what is deleted while it is being kept does not come back', async () => {
  await load();
  await Promise.all([keep(1), keep(2), remove(1)]);
  expect([...stored.keys()]).toEqual(['2']);
  expect(labels()).toEqual([2]);
});
