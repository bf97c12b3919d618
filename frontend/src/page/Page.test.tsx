// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reading } from '../api/answers';
import type { Api } from '../api/client';
import { Refused, Unreachable } from '../api/failure';
import { createDesk, type Desk } from '../desk';
import type { Kept, Shelf } from '../teaching/kept';
import { Page } from './Page';

const predict = vi.fn<Api['predict']>();
const read = vi.fn<Api['read']>();
const api: Api = {
  predict,
  read,
  insight: () => Promise.reject(new Unreachable()),
  learned: () => Promise.resolve(null),
  filters: () => Promise.reject(new Unreachable()),
  networks: () =>
    Promise.resolve({
      default: 'mlp-128-64',
      models: [
        { name: 'mlp-128-64', title: '', accuracy: 0.982, parameters: 109386 },
        { name: 'mlp-10', title: '' },
      ],
    }),
};
let desk: Desk;
let shelf: Shelf;

function reading(digit: number, share = 0.994): Reading {
  const probabilities = Array.from({ length: 10 }, (_, i) =>
    i === digit ? share : (1 - share) / 9,
  );
  const input = 'data:image/png;base64,AAAA';
  return { digit, confidence: share, probabilities, model: '', input };
}

/** jsdom has no canvas and measures nothing: what is drawn is for the tests in a browser. */
beforeEach(async () => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', () => new EventTarget());
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  read.mockReset().mockRejectedValue(new Refused('no number', 422));
  predict.mockReset().mockImplementation(() => Promise.resolve(reading(7)));
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  const kept = new Map<string, Kept>();
  shelf = {
    all: () => Promise.resolve([...kept.values()]),
    put: (one) => Promise.resolve(void kept.set(one.id, one)),
    remove: (id) => Promise.resolve(void kept.delete(id)),
    clear: () => {
      kept.clear();
      return Promise.resolve();
    },
  };
  desk = createDesk({
    api,
    shelf,
    toPicture: () => Promise.resolve(new Blob(['png'])),
    toPixels: () => Promise.resolve(new Uint8Array(784)),
  });
  render(<Page desk={desk} />);
  await act(async () => {
    desk.networks.getState().load();
    await Promise.resolve();
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function draw(): Promise<void> {
  await act(async () => {
    desk.drawing.getState().begin({ x: 0.5, y: 0.1 });
    desk.drawing.getState().extend([{ x: 0.5, y: 0.9 }]);
    desk.drawing.getState().end();
    // The picture, the answer, and what follows from it: none of them waits for a clock.
    for (let i = 0; i < 10; i++) await Promise.resolve();
  });
}
const text = (id: string) => screen.getByTestId(id).textContent;

test('invites, and has nothing to say yet', () => {
  expect(screen.getByText('Draw a digit')).toBeDefined();
  expect(text('reading')).toBe('');
  expect(text('message')).toBe('');
});

test('shows the digit, how sure it is, and what the network saw', async () => {
  await draw();
  expect(text('reading')).toBe('7');
  expect(text('certainty')).toMatch(/^a 7, almost certain — 99.4.%$/);
  expect(screen.getByAltText(/as the network saw it/).getAttribute('src')).toBe(
    'data:image/png;base64,AAAA',
  );
  expect(screen.queryByText('Draw a digit')).toBeNull();
  const bars = screen.getByTestId('probabilities').children;
  expect(bars).toHaveLength(10);
  expect(bars[7]?.textContent).toBe('7: 99.4');
  expect((bars[7] as HTMLElement).style.getPropertyValue('--share')).toBe('0.994');
});

test.each([
  ['the button', () => fireEvent.click(screen.getByTestId('undo'))],
  ['Ctrl+Z', () => fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })],
  ['Clear', () => fireEvent.click(screen.getByTestId('clear'))],
  ['Escape', () => fireEvent.keyDown(document.body, { key: 'Escape' })],
  [
    'Escape after a file',
    () => fireEvent.keyDown(screen.getByTestId('picture'), { key: 'Escape' }),
  ],
  [
    'Escape after a choice',
    () => fireEvent.keyDown(screen.getByTestId('network'), { key: 'Escape' }),
  ],
])('%s empties the reading at once', async (_, edit) => {
  await draw();
  edit();
  expect(text('reading')).toBe('');
  expect(screen.getByText('Draw a digit')).toBeDefined();
});

test('undo leaves no reading of ink that is gone, though some is left', async () => {
  await draw();
  await draw();
  fireEvent.click(screen.getByTestId('undo'));
  expect(text('reading')).toBe('');
});

test('buttons that would do nothing are disabled', async () => {
  const disabled = () =>
    ['undo', 'redo', 'clear'].map((id) => screen.getByTestId<HTMLButtonElement>(id).disabled);
  expect(disabled()).toEqual([true, true, true]);
  await draw();
  expect(disabled()).toEqual([false, true, false]);
  fireEvent.click(screen.getByTestId('undo'));
  expect(disabled()).toEqual([true, false, true]);
});

test('another network reads the drawing at once', async () => {
  await draw();
  predict.mockResolvedValue(reading(1));
  await act(async () => {
    fireEvent.change(screen.getByLabelText(/Read by/), { target: { value: 'mlp-10' } });
    for (let i = 0; i < 10; i++) await Promise.resolve();
  });
  expect(predict.mock.lastCall?.[1]).toBe('mlp-10');
  expect(text('reading')).toBe('1');
});

test('says in words that the server is away, and what it answered otherwise', async () => {
  predict.mockRejectedValueOnce(new Unreachable());
  await draw();
  expect(text('message')).toMatch(/cannot be reached/);
  predict.mockRejectedValueOnce(new Refused('Nothing is drawn.', 422));
  await draw();
  expect(text('message')).toBe('Nothing is drawn.');
  await draw();
  expect(text('message')).toBe('');
});

test('is empty-handed and says why when it is no digit', async () => {
  predict.mockResolvedValue({ ...reading(7), digit: null, reason: 'That is no digit.' });
  await draw();
  expect(text('reading')).toBe('');
  expect(text('certainty')).toBe('That is no digit.');
});

test('does not say so of a stroke that has only begun', async () => {
  predict.mockResolvedValue({ ...reading(7), digit: null, reason: 'That is no digit.' });
  await draw();
  act(() => desk.drawing.getState().begin({ x: 0.2, y: 0.2 }));
  expect(text('certainty')).toBe('');
  predict.mockReturnValue(new Promise(() => undefined));
  act(() => desk.drawing.getState().end());
  expect(text('certainty')).toBe('');
  expect(screen.getByTestId('probabilities').querySelector('.doubted')).toBeNull();
});

test('a message has the place of the words', async () => {
  await draw();
  act(() => desk.notice.setState({ text: 'This browser could not open that picture.' }));
  expect(text('reading')).toBe('7');
  expect(text('certainty')).toBe('');
});

describe('several digits', () => {
  beforeEach(async () => {
    const digits = [2, 0].map((digit, at) => ({
      ...reading(digit, 0.98 - at / 10),
      digit,
      input: `data:image/png;base64,AAA${at}`,
      box: [140 * at, 70, 70, 140] as const,
    }));
    predict.mockResolvedValue({ ...reading(7), digit: null, reason: 'No digit.' });
    read.mockResolvedValue({ text: '20', digits });
    await draw();
  });
  const leading = () => screen.getByTestId('probabilities').querySelector('.leading');

  test('are read as a number, each in its box with its certainty', () => {
    expect(text('reading')).toBe('20');
    const boxes = screen.getAllByTestId('box');
    expect(boxes.map((box) => box.textContent.replace('\u00a0', ' '))).toEqual([
      '298.0 %',
      '088 %',
    ]);
    expect(boxes[1]?.style.left).toBe('50%');
    expect(boxes[1]?.style.height).toBe('50%');
  });

  test('show the bars of the last, or of the one that is focused', () => {
    expect(leading()?.getAttribute('data-digit')).toBe('0');
    expect(text('certainty')).toMatch(/^Digit 2 of 2: a 0, /);
    fireEvent.focus(screen.getByTestId('digit-0'));
    expect(leading()?.getAttribute('data-digit')).toBe('2');
    expect(text('certainty')).toMatch(/^Digit 1 of 2: a 2, /);
    expect(screen.getAllByTestId('box').map((box) => box.className)).toEqual([
      'box pointed',
      'box',
    ]);
  });

  test('are corrected one by one', async () => {
    fireEvent.focus(screen.getByTestId('digit-0'));
    await act(async () => {
      fireEvent.keyDown(document.body, { key: '4' });
      for (let i = 0; i < 10; i++) await Promise.resolve();
    });
    expect(text('kept')).toBe('Kept as a 4.');
    expect(desk.keeping.getState().list).toMatchObject([{ label: 4, read: 2, strokes: null }]);
    fireEvent.focus(screen.getByTestId('digit-1'));
    expect(text('kept')).toBe('');
  });
});

describe('what is kept', () => {
  const press = (key: string) =>
    act(async () => {
      fireEvent.keyDown(document.body, { key });
      for (let i = 0; i < 10; i++) await Promise.resolve();
    });
  const trouble = () => screen.getByRole('alert').textContent;

  test('is not said to be where the browser keeps nothing', async () => {
    shelf.put = () => Promise.reject(new Error('QuotaExceededError'));
    await draw();
    await press('4');
    expect(text('kept')).toBe('Kept until the page is closed.');
    expect(trouble()).toMatch(/private window/);
  });

  test('is there again, and said to be, where it could not be deleted', async () => {
    await draw();
    await press('4');
    shelf.remove = () => Promise.reject(new Error('no database'));
    await act(async () => {
      fireEvent.click(screen.getByTestId('delete'));
      // Before it is known: the focus is on what says that nothing is left.
      expect(document.activeElement?.textContent).toBe('Nothing kept yet.');
      for (let i = 0; i < 10; i++) await Promise.resolve();
    });
    expect(text('kept')).toBe('Kept as a 4.');
    expect(trouble()).toMatch(/still kept/);
    expect(document.activeElement).not.toBe(document.body);
  });

  test('is counted as it is exported: without a dot that no network saw', async () => {
    predict.mockRejectedValue(new Unreachable());
    act(() => {
      desk.drawing.getState().begin({ x: 0.5, y: 0.5 });
      desk.drawing.getState().end();
    });
    await press('1');
    const key = screen.getByTestId<HTMLButtonElement>('export');
    expect([key.textContent, key.disabled]).toEqual(['Nothing to export', true]);
    await draw();
    await press('7');
    expect(key.textContent).toBe('Export 1 of 2 digits');
    expect(screen.getByText(/a dot that no network saw/)).toBeDefined();
  });
});

test('a reading is announced politely once the pen rests', async () => {
  vi.useFakeTimers();
  await draw();
  expect(text('announcement')).toBe('');
  await act(() => vi.advanceTimersByTimeAsync(1000));
  expect(screen.getByTestId('announcement').getAttribute('aria-live')).toBe('polite');
  expect(text('announcement')).toMatch(/a 7, almost certain/);
});
