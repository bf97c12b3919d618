import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApi, TIMEOUT_MS } from './client';
import { Refused, Unreachable } from './failure';

const SEVEN = {
  digit: 7,
  confidence: 0.97,
  probabilities: [0, 0, 0, 0, 0, 0, 0, 0.97, 0.03, 0],
  model: 'cnn',
  input: 'data:image/png;base64,AAAA',
};
const PICTURE = new Blob(['png']);

const send = vi.fn<typeof fetch>();
const api = createApi(send);
const never = new AbortController().signal;

function answer(body: unknown, status = 200, type = 'application/json'): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  send.mockResolvedValue(new Response(text, { status, headers: { 'content-type': type } }));
}
const predict = (network: string | null = 'cnn', signal = never) =>
  api.predict(PICTURE, network, signal);

beforeEach(() => {
  send.mockReset();
});
afterEach(() => vi.useRealTimers());

test('posts the bytes of the picture, with the network named in the address', async () => {
  answer(SEVEN);
  expect(await predict('a network/1')).toEqual(SEVEN);
  expect(send).toHaveBeenCalledExactlyOnceWith(
    '/predict?model=a%20network%2F1',
    expect.objectContaining({
      method: 'POST',
      headers: { 'Content-Type': 'image/png' },
      body: PICTURE,
    }),
  );
});

test('leaves the choice of network to the server', async () => {
  answer(SEVEN);
  await predict(null);
  expect(send).toHaveBeenCalledWith('/predict', expect.anything());
});

test('takes the answer that there is no digit, with its reason', async () => {
  answer({ ...SEVEN, digit: null, confidence: null, reason: 'Too many strokes.' });
  expect(await predict()).toMatchObject({
    digit: null,
    confidence: Math.max(...SEVEN.probabilities),
    reason: 'Too many strokes.',
  });
});

test('takes where in the picture the 28×28 come from', async () => {
  const way = { box: [10, 20, 30, 40], window: [-3, 12.5, 56, 56] };
  answer({ ...SEVEN, ...way });
  expect((await predict()).way).toEqual(way);
});

describe('several digits', () => {
  const { digit, confidence, probabilities, input } = SEVEN;
  const DIGIT = { digit, confidence, probabilities, input, box: [0, 0, 10, 20] };
  const NUMBER = { text: '7', digits: [DIGIT], model: 'cnn' };
  const read = () => api.read(PICTURE, 'cnn', never);

  test('are asked for at an address of their own', async () => {
    answer(NUMBER);
    expect(await read()).toEqual({ text: '7', digits: [DIGIT] });
    expect(send).toHaveBeenCalledExactlyOnceWith(
      '/read?model=cnn',
      expect.objectContaining({ method: 'POST', body: PICTURE }),
    );
  });

  test('may be doubted', async () => {
    answer({ ...NUMBER, reason: 'These are no digits.' });
    expect((await read()).reason).toBe('These are no digits.');
  });

  test.each([
    ['no digits', { text: '7' }],
    ['no digit', { ...NUMBER, digits: [{ ...DIGIT, digit: null }] }],
    ['no place', { ...NUMBER, digits: [{ ...DIGIT, box: [0, 0] }] }],
    ['a picture elsewhere', { ...NUMBER, digits: [{ ...DIGIT, input: 'https://example.org' }] }],
  ])('make no sense with %s', async (_, body) => {
    answer(body);
    await expect(read()).rejects.toThrow(/makes no sense/);
  });
});

describe('refusals', () => {
  test('carry the sentence of the problem document', async () => {
    answer({ title: 'No', detail: 'Nothing is drawn on it.' }, 422, 'application/problem+json');
    await expect(predict()).rejects.toEqual(new Refused('Nothing is drawn on it.', 422));
  });

  test('without one still say something', async () => {
    answer('<h1>Not found</h1>', 404, 'text/html');
    await expect(predict()).rejects.toThrow(/refused.*404/);
  });

  test.each([
    ['an eleventh digit', { ...SEVEN, digit: 10 }],
    ['nine probabilities', { ...SEVEN, probabilities: SEVEN.probabilities.slice(1) }],
    ['a picture elsewhere', { ...SEVEN, input: 'https://example.org/7.png' }],
    ['no object', null],
  ])('an answer with %s is not taken', async (_, body) => {
    answer(body);
    await expect(predict()).rejects.toThrow(Refused);
  });
});

describe('is unreachable', () => {
  test('without a connection', async () => {
    send.mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(predict()).rejects.toThrow(Unreachable);
  });

  test.each([500, 502, 503, 504])('behind a proxy that answers %d', async (status) => {
    answer('Bad gateway', status, 'text/plain');
    await expect(predict()).rejects.toThrow(Unreachable);
  });

  test('when overloaded, even if it says so politely', async () => {
    answer({ detail: 'Busy.' }, 503, 'application/problem+json');
    await expect(predict()).rejects.toThrow(Unreachable);
  });

  test('when the answer breaks off', async () => {
    answer('{"digit": 7, "conf');
    await expect(predict()).rejects.toThrow(Unreachable);
  });

  test.each([
    ['a drawing', 3, TIMEOUT_MS],
    ['a large picture, which takes its time to send', 1_000_000, TIMEOUT_MS + 20_000],
  ])('when it does not answer in time to %s, which is given up', async (_, size, time) => {
    vi.useFakeTimers();
    const hung = vi.fn();
    send.mockImplementation(
      (_, init) =>
        new Promise((_resolve, reject) =>
          init?.signal?.addEventListener('abort', () => {
            hung();
            reject(new DOMException('aborted', 'AbortError'));
          }),
        ),
    );
    const picture = new Blob([new Uint8Array(size)]);
    const outcome = expect(api.predict(picture, 'cnn', never)).rejects.toThrow(Unreachable);
    await vi.advanceTimersByTimeAsync(time - 1);
    expect(hung).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(hung).toHaveBeenCalled();
    await outcome;
  });
});

test('a caller who gives up gets its own reason back, not a failure of the server', async () => {
  const caller = new AbortController();
  send.mockImplementation((_, init) => {
    caller.abort(new Error('overtaken'));
    expect(init?.signal?.aborted).toBe(true);
    return Promise.reject(new DOMException('aborted', 'AbortError'));
  });
  await expect(predict('cnn', caller.signal)).rejects.toThrow('overtaken');
});

describe('the list of networks', () => {
  const CARD = { name: 'mlp-10', title: 'Ten neurons', parameters: 7960 };

  test('comes with what is known of each', async () => {
    answer({ default: 'mlp-10', models: [{ ...CARD, scores: { test: { accuracy: 0.95 } } }] });
    expect(await api.networks(never)).toEqual({
      default: 'mlp-10',
      models: [{ ...CARD, accuracy: 0.95 }],
    });
  });

  test('that names no default of its own falls back on its first', async () => {
    answer({ default: 'gone', models: [{ name: 'mlp-10' }] });
    expect((await api.networks(never)).default).toBe('mlp-10');
  });

  test('must not be empty', async () => {
    answer({ default: 'cnn', models: [] });
    await expect(api.networks(never)).rejects.toThrow(Refused);
  });
});
