import { expect, test, vi } from 'vitest';
import type { NumberReading, Reading } from '../api/answers';
import type { Api } from '../api/client';
import { Refused, Unreachable } from '../api/failure';
import { look } from './look';

const probabilities = Array.from({ length: 10 }, () => 0.1);
const input = 'data:image/png;base64,';
const ONE: Reading = { digit: 7, confidence: 1, probabilities, model: 'm', input };
const NONE: Reading = { ...ONE, digit: null, reason: 'This does not look like a digit.' };
const TWENTY: NumberReading = {
  text: '20',
  digits: [2, 0].map((digit) => ({
    digit,
    confidence: 0.9,
    probabilities,
    input,
    box: [0, 0, 10, 10] as const,
  })),
};

const never = () => new Promise<never>(() => undefined);

function server(one: Reading, number: () => Promise<NumberReading> = never) {
  return { predict: vi.fn(() => Promise.resolve(one)), read: vi.fn(number) } satisfies Pick<
    Api,
    'predict' | 'read'
  >;
}
const ask = (api: Pick<Api, 'predict' | 'read'>, apart = false) =>
  look(api, new Blob(), { network: 'n', apart, signal: new AbortController().signal });

test('one digit is read with one request', async () => {
  const api = server(ONE);
  expect(await ask(api)).toBe(ONE);
  expect(api.read).not.toHaveBeenCalled();
});

test('what is no digit is looked at again, as several', async () => {
  const api = server(NONE, () => Promise.resolve(TWENTY));
  const reading = await ask(api);
  expect(reading).toMatchObject({ digit: null, number: TWENTY });
  expect(reading.reason).toBeUndefined();
  expect(api.read).toHaveBeenCalledWith(expect.any(Blob), 'n', expect.any(AbortSignal));
});

test('strokes apart that pass for one digit are looked at as several', async () => {
  const reading = await ask(
    server(ONE, () => Promise.resolve(TWENTY)),
    true,
  );
  expect(reading.digit).toBeNull();
  expect(reading.number?.text).toBe('20');
});

test.each([
  ['is no number either', () => Promise.resolve({ ...TWENTY, reason: 'These are no digits.' })],
  ['is one digit', () => Promise.resolve({ text: '2', digits: TWENTY.digits.slice(1) })],
  ['has too many marks', () => Promise.reject(new Refused('There are 70.', 422))],
])('what %s stays what it was', async (_, number) => {
  expect(await ask(server(NONE, number))).toBe(NONE);
  expect(await ask(server(ONE, number), true)).toBe(ONE);
});

test('a server that goes away in between is away', async () => {
  const away = () => Promise.reject(new Unreachable());
  await expect(ask(server(NONE, away))).rejects.toBeInstanceOf(Unreachable);
});
