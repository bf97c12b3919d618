import { openDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import { createShelf } from './shelf';

vi.mock('idb', () => ({ openDB: vi.fn() }));

beforeEach(() => vi.mocked(openDB).mockReset());

const database = { getAll: () => Promise.resolve([]) } as never;

test('a database that did not open is opened anew the next time, and then once for all', async () => {
  vi.mocked(openDB).mockRejectedValueOnce(new Error('busy')).mockResolvedValue(database);
  const shelf = createShelf();
  await expect(shelf.all()).rejects.toThrow('busy');
  expect(await shelf.all()).toEqual([]);
  await shelf.all();
  expect(openDB).toHaveBeenCalledTimes(2);
});

test('a database that the browser closed is opened anew', async () => {
  vi.mocked(openDB).mockResolvedValue(database);
  const shelf = createShelf();
  await shelf.all();
  vi.mocked(openDB).mock.lastCall?.[2]?.terminated?.();
  await shelf.all();
  expect(openDB).toHaveBeenCalledTimes(2);
});
