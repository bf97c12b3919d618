import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reading } from '../api/answers';
import { Refused, Unreachable } from '../api/failure';
import { createReader, PACE_MS, SLOW_MS, type Reader } from './reader';

const GREW = { grew: true, resting: true };
const DRAWING = { grew: true, resting: false };
const CHANGED = { grew: false, resting: true };

/** A server that answers when the test says so. */
interface Request {
  picture: string;
  network: string | null;
  signal: AbortSignal;
  answer: (digit: number) => Promise<void>;
  fail: (error: Error) => Promise<void>;
}
let requests: Request[];
let reader: Reader;

/** Gives promises time to settle, not the clock. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function readingOf(digit: number): Reading {
  const probabilities = Array.from({ length: 10 }, (_, i) => (i === digit ? 1 : 0));
  return { digit, confidence: 1, probabilities, model: 'm', input: 'data:image/png;base64,' };
}

beforeEach(() => {
  vi.useFakeTimers();
  requests = [];
  reader = createReader({
    read: () => Promise.reject(new Refused('no number', 422)),
    predict: (picture, network, signal) =>
      new Promise((resolve, reject) => {
        requests.push({
          picture: (picture as unknown as { name: string }).name,
          network,
          signal,
          answer: (digit) => (resolve(readingOf(digit)), settle().then(() => undefined)),
          fail: (error) => (reject(error), settle().then(() => undefined)),
        });
      }),
  });
});
afterEach(() => vi.useRealTimers());

/** There is now this to read. */
async function draw(picture: string, change = GREW): Promise<void> {
  reader.read(() => Promise.resolve({ name: picture } as unknown as Blob), change);
  await settle();
}
const state = () => reader.store.getState();
const digit = () => state().reading?.digit ?? null;
const sent = () => requests.map(({ picture }) => picture);
function request(i: number): Request {
  const found = requests[i];
  if (!found) throw new Error(`There was no request ${i}.`);
  return found;
}

test('reads what is drawn', async () => {
  await draw('a');
  await request(0).answer(7);
  expect(digit()).toBe(7);
  expect(state().settled).toBe(true);
});

test('one request at a time, and then the newest picture, not those between', async () => {
  await draw('a');
  await draw('ab');
  await draw('abc');
  expect(sent()).toEqual(['a']);
  await request(0).answer(1);
  expect(sent()).toEqual(['a', 'abc']);
  await request(1).answer(2);
  expect(sent()).toHaveLength(2);
  expect(digit()).toBe(2);
});

describe('while the pen moves', () => {
  test('reads now and then, and shows what it has so far', async () => {
    await draw('a', DRAWING);
    await draw('ab', DRAWING);
    expect(sent()).toEqual([]);
    await vi.advanceTimersByTimeAsync(PACE_MS);
    expect(sent()).toEqual(['ab']);
    await draw('abc', DRAWING);
    await request(0).answer(1);
    expect(digit()).toBe(1);
    expect(state().settled).toBe(false);
    await vi.advanceTimersByTimeAsync(PACE_MS);
    expect(sent()).toEqual(['ab', 'abc']);
  });

  test('a pen that comes to rest is read at once', async () => {
    await draw('a', DRAWING);
    await draw('ab');
    expect(sent()).toEqual(['ab']);
  });
});

describe('when ink was taken away', () => {
  test('the reading goes at once and the late answer is dropped', async () => {
    await draw('a');
    await request(0).answer(7);
    await draw('ab');
    await draw('a', CHANGED);
    expect(digit()).toBeNull();
    expect(request(1).signal.aborted).toBe(true);
    await request(1).answer(4);
    expect(digit()).toBeNull();
    await request(2).answer(7);
    expect(digit()).toBe(7);
    expect(sent()).toEqual(['a', 'ab', 'a']);
  });

  test('an empty sheet has no reading, whatever still comes', async () => {
    await draw('a');
    reader.read(null, CHANGED);
    await request(0).answer(7);
    expect(state()).toMatchObject({ reading: null, refusal: null, away: false, slow: false });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(1);
  });
});

describe('another network', () => {
  test('reads the same picture at once, in place of the first', async () => {
    await draw('a');
    await request(0).answer(7);
    reader.use('mlp-10');
    expect(digit()).toBeNull();
    await settle();
    expect(requests[1]).toMatchObject({ picture: 'a', network: 'mlp-10' });
  });

  test('drops the answer of the first one', async () => {
    await draw('a');
    reader.use('mlp-10');
    await settle();
    await request(0).answer(7);
    expect(digit()).toBeNull();
    await request(1).answer(1);
    expect(digit()).toBe(1);
  });

  test('the name of the default alone reads nothing again', async () => {
    await draw('a');
    await request(0).answer(7);
    reader.name('cnn');
    await settle();
    expect(requests).toHaveLength(1);
    await draw('ab');
    expect(request(1).network).toBe('cnn');
  });
});

describe('a slow server', () => {
  test('that answered the beginning only is still waited for, without a break', async () => {
    await draw('blob', DRAWING);
    await vi.advanceTimersByTimeAsync(PACE_MS);
    await draw('3');
    await vi.advanceTimersByTimeAsync(SLOW_MS);
    await request(0).answer(8);
    expect(state()).toMatchObject({ slow: true, settled: false });
    await request(1).answer(3);
    expect(state()).toMatchObject({ slow: false, settled: true });
  });

  test('is mentioned only once it is slow, and no longer than that', async () => {
    await draw('a');
    await vi.advanceTimersByTimeAsync(SLOW_MS - 1);
    expect(state().slow).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(state().slow).toBe(true);
    await request(0).answer(7);
    expect(state().slow).toBe(false);
  });
});

describe('a server that is away', () => {
  beforeEach(async () => {
    await draw('a');
    await request(0).answer(7);
    await draw('ab');
    await request(1).fail(new Unreachable());
  });

  test('leaves no reading of an older drawing', () => {
    expect(state()).toMatchObject({ away: true, reading: null });
  });

  test('is asked again, less and less often, until it answers', async () => {
    await vi.advanceTimersByTimeAsync(1000);
    expect(requests).toHaveLength(3);
    await request(2).fail(new Unreachable());
    await vi.advanceTimersByTimeAsync(1999);
    expect(requests).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    await request(3).answer(4);
    expect(state()).toMatchObject({ away: false, settled: true });
    expect(digit()).toBe(4);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(4);
  });

  test('is asked at once when the browser is online again', async () => {
    reader.retry();
    await settle();
    expect(sent()).toEqual(['a', 'ab', 'ab']);
  });

  test('has one next time to be asked, however often it was asked between', async () => {
    reader.retry();
    await settle();
    await request(2).fail(new Unreachable());
    await vi.advanceTimersByTimeAsync(1999);
    expect(requests).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(requests).toHaveLength(4);
  });

  test('is not hammered while the pen moves, but asked when it rests', async () => {
    await draw('abc', DRAWING);
    await vi.advanceTimersByTimeAsync(PACE_MS * 3);
    expect(requests).toHaveLength(2);
    await draw('abcd');
    expect(sent().at(-1)).toBe('abcd');
  });

  test('is left alone when there is nothing to read', async () => {
    reader.read(null, CHANGED);
    expect(state().away).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(2);
  });
});

describe('a refusal', () => {
  beforeEach(async () => {
    await draw('a');
    await request(0).fail(new Refused('Nothing is drawn.', 422));
  });

  test('is told, and not asked about again', async () => {
    expect(state()).toMatchObject({ refusal: 'Nothing is drawn.', away: false, reading: null });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(1);
  });

  test('is over with the next stroke', async () => {
    await draw('ab');
    expect(state().refusal).toBeNull();
  });
});

test('a picture that cannot be made says why instead of blaming the server', async () => {
  reader.read(() => Promise.reject(new Error('No canvas.')), GREW);
  await settle();
  expect(state()).toMatchObject({ refusal: 'No canvas.', away: false });
});
