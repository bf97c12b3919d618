// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { digitOf, editOf } from './keys';

function keydown(init: KeyboardEventInit, target: EventTarget = document.body) {
  const event = new KeyboardEvent('keydown', init);
  Object.defineProperty(event, 'target', { value: target });
  return event;
}
const press = (key: string, init: KeyboardEventInit = {}, target?: EventTarget) =>
  editOf(keydown({ key, ...init }, target));
const pressDigit = (init: KeyboardEventInit, target?: EventTarget) =>
  digitOf(keydown(init, target));

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
  // Where no key has a Latin letter, the one in its place; where all have, no other.
  ['я', { ctrlKey: true, code: 'KeyZ' }, 'undo'],
  ['Я', { metaKey: true, shiftKey: true, code: 'KeyZ' }, 'redo'],
  ['н', { ctrlKey: true, code: 'KeyY' }, 'redo'],
  ['y', { ctrlKey: true, code: 'KeyZ' }, 'redo'],
  [';', { ctrlKey: true, code: 'KeyZ' }, null],
  ['[', { metaKey: true }, null],
  [']', { ctrlKey: true }, null],
  ['z', {}, null],
  ['z', { ctrlKey: true, altKey: true }, null],
])('%s with %o: %s', (key, modifiers, edit) => {
  expect(press(key, modifiers)).toBe(edit);
});

const input = (type: string) => Object.assign(document.createElement('input'), { type });

test.each(['range', 'file', 'radio'])('an input of type %s has no keys to keep', (type) => {
  expect(press('z', { ctrlKey: true }, input(type))).toBe('undo');
  expect(press('Escape', {}, input(type))).toBe('clear');
  expect(pressDigit({ key: '4' }, input(type))).toBe(4);
});

test.each([input('text'), document.createElement('textarea')])('a field keeps all', (field) => {
  expect(press('z', { ctrlKey: true }, field)).toBeNull();
  expect(press('Delete', {}, field)).toBeNull();
  expect(pressDigit({ key: '5' }, field)).toBeNull();
});

test('a list keeps what one types to choose from it', () => {
  const list = document.createElement('select');
  expect(press('[', {}, list)).toBeNull();
  expect(pressDigit({ key: '5' }, list)).toBeNull();
  expect(press('z', { ctrlKey: true }, list)).toBe('undo');
  expect(press('Escape', {}, list)).toBe('clear');
});

test('the digits name themselves, except where one holds a modifier', () => {
  expect(pressDigit({ key: '0' })).toBe(0);
  expect(pressDigit({ key: '9' })).toBe(9);
  expect(pressDigit({ key: '4', ctrlKey: true })).toBeNull();
  expect(pressDigit({ key: 'F4' })).toBeNull();
});
