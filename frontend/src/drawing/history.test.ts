import { expect, test } from 'vitest';
import { MAX_STEPS, record, redo, startHistory, undo } from './history';

const abc = ['a', 'b', 'c'].reduce(record, startHistory(''));

test('undo goes back step by step, redo forward again', () => {
  expect(abc.present).toBe('c');
  const once = undo(abc);
  const twice = undo(once);
  expect([once.present, twice.present]).toEqual(['b', 'a']);
  expect(redo(redo(twice))).toEqual(abc);
});

test('at either end nothing happens, recognisably', () => {
  const start = startHistory('');
  expect(undo(start)).toBe(start);
  expect(redo(start)).toBe(start);
});

test('something new after an undo ends what could be redone', () => {
  const other = record(undo(abc), 'x');
  expect(redo(other)).toBe(other);
  expect(undo(other).present).toBe('b');
});

test('memory is bounded, and the latest steps are the ones kept', () => {
  let history = startHistory(0);
  for (let i = 1; i <= MAX_STEPS + 50; i++) history = record(history, i);
  for (let i = 0; i < MAX_STEPS + 50; i++) history = undo(history);
  expect(history.present).toBe(50);
});
