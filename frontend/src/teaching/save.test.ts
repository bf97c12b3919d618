// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { saveFile } from './save';

test('what is being saved is not taken away in the same turn', () => {
  vi.useFakeTimers();
  const revoke = vi.fn();
  Object.assign(URL, { createObjectURL: () => 'blob:it', revokeObjectURL: revoke });
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  saveFile('digits.json', '{}');
  expect(click.mock.contexts[0]).toMatchObject({ download: 'digits.json', href: 'blob:it' });
  expect(revoke).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(revoke).toHaveBeenCalledWith('blob:it');
  vi.useRealTimers();
});
