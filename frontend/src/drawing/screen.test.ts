// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDrawing } from './drawing';
import { showDrawing } from './screen';

/** A canvas of 300 CSS pixels a side, on a screen that the test decides on. */
let canvas: HTMLCanvasElement;
let resize: (entry: object) => void;
let queries: Map<string, EventTarget>;
let viewport: EventTarget & { scale: number };
let stop: () => void;

beforeEach(() => {
  canvas = document.createElement('canvas');
  Object.defineProperty(canvas, 'clientWidth', { value: 300 });
  vi.spyOn(canvas, 'getContext').mockReturnValue(null);
  queries = new Map();
  viewport = Object.assign(new EventTarget(), { scale: 1 });
  vi.stubGlobal('matchMedia', (query: string) => {
    const list = queries.get(query) ?? new EventTarget();
    queries.set(query, list);
    return list;
  });
  vi.stubGlobal('visualViewport', viewport);
  vi.stubGlobal('devicePixelRatio', 1);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: (entries: object[]) => void) {
        resize = (entry) => callback([entry]);
      }
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  stop = showDrawing(canvas, createDrawing());
  resize({ contentRect: { width: 300 } });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

function becomes(ratio: number): void {
  const before = devicePixelRatio;
  vi.stubGlobal('devicePixelRatio', ratio);
  queries.get(`(resolution: ${before}dppx)`)?.dispatchEvent(new Event('change'));
}

test('has the pixels of the screen, again and again when their ratio changes', () => {
  expect(canvas.width).toBe(300);
  becomes(2);
  expect(canvas.width).toBe(600);
  becomes(1.5);
  expect(canvas.width).toBe(450);
});

test('has more of them where two fingers magnify it, within bounds', () => {
  becomes(2);
  viewport.scale = 3;
  viewport.dispatchEvent(new Event('resize'));
  expect(canvas.width).toBe(1800);
  viewport.scale = 10;
  viewport.dispatchEvent(new Event('resize'));
  expect(canvas.width).toBe(4096);
  viewport.scale = 1;
  viewport.dispatchEvent(new Event('resize'));
  expect(canvas.width).toBe(600);
});

test('a size in exact pixels of the screen is believed', () => {
  vi.stubGlobal('devicePixelRatio', 1.25);
  resize({ contentRect: { width: 300.4 }, devicePixelContentBoxSize: [{ inlineSize: 376 }] });
  expect(canvas.width).toBe(376);
});
