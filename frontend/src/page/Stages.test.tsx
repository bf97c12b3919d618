// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Stage } from '../inside/answer';
import type { Inside } from '../inside/look';
import { Stages } from './Stages';

/** jsdom measures nothing: what the page hears of the width is said here. */
let widen: (width: number) => void;

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(heard: (entries: { contentRect: { width: number } }[]) => void) {
        widen = (width) => heard([{ contentRect: { width } }]);
      }
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
});

afterEach(cleanup);

/** What goes on in a network of a single stage that reads a `digit`. */
function insideOf(digit: number): Inside {
  const output: Stage = {
    name: 'output',
    layers: ['Softmax'],
    neurons: 10,
    height: 1,
    width: 1,
    values: Uint8Array.from({ length: 10 }, (_, i) => (i === digit ? 255 : 0)),
    largest: 1,
    fedBy: null,
  };
  return {
    reading: { digit, confidence: 1, probabilities: [], model: 'mlp-10', input: '' },
    stages: [output],
    saliency: { digit, values: new Int8Array(784) },
    ink: new Uint8Array(784),
  };
}

test('the answer is pointed at, of each drawing anew, until a neuron is', () => {
  const { rerender } = render(<Stages inside={insideOf(7)} filters={null} />);
  act(() => widen(500));
  const selected = () => screen.getByRole('option', { selected: true });
  const name = () => selected().getAttribute('aria-label');
  expect(name()).toMatch(/^digit 7, /);
  rerender(<Stages inside={insideOf(0)} filters={null} />);
  expect(name()).toMatch(/^digit 0, /);
  expect(selected().tabIndex).toBe(0);
  expect(screen.getByTestId('feeding').textContent).toMatch(/digit 0, /);

  fireEvent.focus(screen.getByRole('option', { name: /^digit 4, / }));
  rerender(<Stages inside={insideOf(1)} filters={null} />);
  expect(name()).toMatch(/^digit 4, /);
});

test('a mouse that moves points, not one that rests on what scrolls by, nor a finger', () => {
  render(<Stages inside={insideOf(7)} filters={null} />);
  act(() => widen(500));
  const name = () => screen.getByRole('option', { selected: true }).getAttribute('aria-label');
  const four = screen.getByRole('option', { name: /^digit 4, / });
  fireEvent.pointerOver(four, { pointerType: 'mouse' });
  fireEvent.pointerMove(four, { pointerType: 'touch' });
  expect(name()).toMatch(/^digit 7, /);
  fireEvent.pointerMove(four, { pointerType: 'mouse' });
  expect(name()).toMatch(/^digit 4, /);
});
