import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NetworkList } from '../api/answers';
import { Refused, Unreachable } from '../api/failure';
import { createNetworks } from './networks';

const LIST: NetworkList = {
  default: 'cnn',
  models: [
    { name: 'mlp-10', title: '' },
    { name: 'cnn', title: '' },
  ],
};
const ask = vi.fn<() => Promise<NetworkList>>();

beforeEach(() => {
  vi.useFakeTimers();
  ask.mockReset();
});
afterEach(() => vi.useRealTimers());

async function load() {
  const networks = createNetworks({ networks: ask });
  networks.getState().load();
  await vi.advanceTimersByTimeAsync(0);
  return networks;
}

test('the server’s default reads until another is chosen', async () => {
  ask.mockResolvedValue(LIST);
  const networks = await load();
  expect(networks.getState()).toMatchObject({ list: LIST.models, chosen: 'cnn' });
  networks.getState().choose('mlp-10');
  expect(networks.getState().chosen).toBe('mlp-10');
});

test('a server that is away is asked again until the list is there', async () => {
  ask.mockRejectedValueOnce(new Unreachable()).mockResolvedValue(LIST);
  const networks = await load();
  expect(networks.getState().away).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(networks.getState()).toMatchObject({ away: false, chosen: 'cnn' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('a list that is there is not asked for again', async () => {
  ask.mockResolvedValue(LIST);
  (await load()).getState().load();
  expect(ask).toHaveBeenCalledTimes(1);
});

test('a refusal is told', async () => {
  ask.mockRejectedValue(new Refused('No networks here.', 404));
  expect((await load()).getState()).toMatchObject({ away: false, refusal: 'No networks here.' });
});
