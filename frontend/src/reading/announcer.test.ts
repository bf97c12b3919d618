import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { announce, REST_MS } from './announcer';
import type { ReaderState } from './reader';

const SEVEN = {
  digit: 7,
  confidence: 0.994,
  probabilities: [0, 0, 0, 0, 0, 0, 0, 0.994, 0.006, 0],
  model: 'm',
  input: '',
};
let store: StoreApi<ReaderState>;
const say = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  const nothing = { reading: null, refusal: null, slow: false, away: false, settled: false };
  store = createStore<ReaderState>()(() => nothing);
  announce(store, say);
});
afterEach(() => vi.useRealTimers());

test('says a reading once the pen has rested on it', () => {
  store.setState({ reading: SEVEN, settled: true });
  vi.advanceTimersByTime(REST_MS - 1);
  expect(say).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(say).toHaveBeenCalledExactlyOnceWith('a 7, almost certain, 99.4\u00a0%');
});

test('says the digits of a number one by one, line by line', () => {
  const digits = [2, 0, 6].map((digit) => ({ ...SEVEN, digit, box: [0, 0, 1, 1] as const }));
  store.setState({
    reading: { ...SEVEN, digit: null, number: { text: '20\n6', digits } },
    settled: true,
  });
  vi.advanceTimersByTime(REST_MS);
  expect(say).toHaveBeenCalledExactlyOnceWith('3 digits: 2 0, 6');
});

test('says nothing of readings on the way', () => {
  store.setState({ reading: SEVEN, settled: true });
  vi.advanceTimersByTime(REST_MS / 2);
  store.setState({ settled: false });
  store.setState({ reading: { ...SEVEN, digit: 1 } });
  vi.advanceTimersByTime(REST_MS * 5);
  expect(say).not.toHaveBeenCalled();
});

test('falls silent when the reading is gone', () => {
  store.setState({ reading: SEVEN, settled: true });
  store.setState({ reading: null, settled: false });
  vi.advanceTimersByTime(REST_MS);
  expect(say).toHaveBeenCalledExactlyOnceWith('');
});
