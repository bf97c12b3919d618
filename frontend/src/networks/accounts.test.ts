import { expect, test, vi } from 'vitest';
import { createAccounts } from './accounts';

test('it is asked for once a network, and again after a failure', async () => {
  const tell = vi.fn().mockRejectedValueOnce(new Error('The server is away.'));
  tell.mockResolvedValue('so it was');
  const store = createAccounts<string>(tell);
  await store.getState().ask('cnn');
  expect(store.getState().accounts.cnn).toEqual({ state: 'failed', reason: 'The server is away.' });
  await Promise.all([store.getState().ask('cnn'), store.getState().ask('cnn')]);
  await store.getState().ask('cnn');
  expect(tell).toHaveBeenCalledTimes(2);
  expect(store.getState().accounts.cnn).toEqual({ state: 'told', told: 'so it was' });
});

test('once the server is back, what failed is asked for again, and nothing else', async () => {
  const tell = vi.fn().mockResolvedValueOnce('so it was').mockRejectedValueOnce(new Error('away'));
  tell.mockResolvedValue('so it was');
  const store = createAccounts<string>(tell);
  await store.getState().ask('cnn');
  await store.getState().ask('mlp-10');
  store.getState().retry();
  await vi.waitUntil(() => store.getState().accounts['mlp-10']?.state === 'told');
  expect(tell).toHaveBeenCalledTimes(3);
});
