// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followFiles } from './intake';

const take = vi.fn();
const hover = vi.fn();
const file = new File(['png'], 'seven.png', { type: 'image/png' });
let stop: () => void;

beforeEach(() => {
  vi.clearAllMocks();
  stop = followFiles(window, { take, hover });
});
afterEach(() => stop());

function send(type: string, files: File[], key = 'dataTransfer', types = ['Files']): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { [key]: { files, types } });
  document.body.dispatchEvent(event);
  return event;
}

test('a file that is dropped is taken, and does not replace the page', () => {
  send('dragenter', []);
  expect(send('dragover', []).defaultPrevented).toBe(true);
  expect(hover).toHaveBeenLastCalledWith(true);
  expect(send('drop', [file]).defaultPrevented).toBe(true);
  expect(take).toHaveBeenCalledExactlyOnceWith(file);
  expect(hover).toHaveBeenLastCalledWith(false);
});

test('moving on from one part of the page to another is not leaving it', () => {
  send('dragenter', []);
  send('dragenter', []);
  send('dragleave', []);
  expect(hover).not.toHaveBeenCalledWith(false);
  send('dragleave', []);
  expect(hover).toHaveBeenLastCalledWith(false);
});

test('a picture that is pasted is taken; pasted text is left alone', () => {
  expect(send('paste', [], 'clipboardData', ['text/plain']).defaultPrevented).toBe(false);
  send('paste', [file], 'clipboardData');
  expect(take).toHaveBeenCalledExactlyOnceWith(file);
});

test('a text that is dragged is none of our business', () => {
  send('dragenter', [], 'dataTransfer', ['text/plain']);
  expect(send('drop', [], 'dataTransfer', ['text/plain']).defaultPrevented).toBe(false);
  expect(hover).not.toHaveBeenCalled();
});
