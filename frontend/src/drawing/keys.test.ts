// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { digitOf, editOf } from './keys';

function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', { key, ...init });
  Object.defineProperty(event, 'target', { value: target });
  return editOf(event);
}

test.each([
  ['z', { ctrlKey: true }, 'undo'],
  ['z', { metaKey: true }, 'undo'],
  ['Z', { ctrlKey: true, shiftKey: true }, 'redo'],
  ['Z', { metaKey: true, shiftKey: true }, 'redo'],
  ['y', { ctrlKey: true }, 'redo'],
  ['Delete', {}, 'clear'],
  ['Backspace', {}, 'clear'],
  ['Escape', {}, 'clear'],
  ['[', {}, 'thinner'],
  [']', { ctrlKey: true, altKey: true }, 'thicker'],
  ['[', { metaKey: true }, null],
  [']', { ctrlKey: true }, null],
  ['z', {}, null],
  ['z', { ctrlKey: true, altKey: true }, null],
])('%s with %o: %s', (key, modifiers, edit) => {
  expect(press(key, modifiers)).toBe(edit);
});

test('a list or a field keeps its own keys, a slider has none to keep', () => {
  const field = document.createElement('input');
  const slider = Object.assign(document.createElement('input'), { type: 'range' });
  expect(press('Escape', {}, document.createElement('select'))).toBeNull();
  expect(press('Delete', {}, field)).toBeNull();
  expect(press('z', { ctrlKey: true }, slider)).toBe('undo');
});

test('the digits name themselves, except where one is typing or holds a modifier', () => {
  const key = (init: KeyboardEventInit) => digitOf(new KeyboardEvent('keydown', init));
  expect(key({ key: '0' })).toBe(0);
  expect(key({ key: '9' })).toBe(9);
  expect(key({ key: '4', ctrlKey: true })).toBeNull();
  expect(key({ key: 'F4' })).toBeNull();
  const field = document.createElement('textarea');
  document.body.append(field);
  let digit: number | null = 1;
  field.addEventListener('keydown', (event) => (digit = digitOf(event)));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: '5', bubbles: true }));
  expect(digit).toBeNull();
});
