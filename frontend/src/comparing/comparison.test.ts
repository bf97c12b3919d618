import { expect, test, vi } from 'vitest';
import type { Reading } from '../api/answers';
import { agreementOf, mostRead, readByAll } from './comparison';

function reading(model: string, digit: number | null): Reading {
  return { digit, confidence: 0.9, probabilities: Array<number>(10).fill(0.1), model, input: '' };
}

test.each([
  [[], ''],
  [[reading('cnn', 7)], 'Cnn reads a 7.'],
  [[reading('a', 8), reading('b', 8)], 'Both read an 8.'],
  [['a', 'b', 'c', 'd'].map((name) => reading(name, 0)), 'All four read a 0.'],
  [['a', 'b', 'c'].map((name) => reading(name, null)), 'All three see no digit in it.'],
  [
    [reading('cnn', 7), reading('mlp-10', 1), reading('mlp-128-64', 7)],
    'They disagree: cnn and mlp-128-64 read a 7; mlp-10 reads a 1.',
  ],
  [
    [reading('a', 1), reading('b', 2), reading('c', 2), reading('d', 2), reading('e', null)],
    'They disagree: b, c and d read a 2; a reads a 1; e sees no digit in it.',
  ],
])('%# is told in a sentence', (readings, sentence) => {
  expect(agreementOf(readings)).toBe(sentence);
});

test('what most of them read; of two equal camps, what that of the first network does', () => {
  expect(mostRead([reading('a', 1), reading('b', 2), reading('c', 2)])).toBe(2);
  expect(mostRead([reading('a', 1), reading('b', 2)])).toBe(1);
  expect(mostRead([])).toBeNull();
});

test('every network is asked, and answers come in the order of the list', async () => {
  const predict = vi.fn((_: Blob, network: string | null) =>
    Promise.resolve(reading(network ?? '', 1)),
  );
  const list = ['cnn', 'mlp-10'].map((name) => ({ name, title: '' }));
  const picture = new Blob(['png']);
  const answers = await readByAll({ predict }, picture, { list }, new AbortController().signal);
  expect(answers.map(({ model }) => model)).toEqual(['cnn', 'mlp-10']);
});
