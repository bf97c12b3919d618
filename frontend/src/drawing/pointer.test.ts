// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followPen } from './pointer';

/** A sheet of 200 × 200 CSS pixels whose corner lies at (10, 20). */
let sheet: HTMLElement;
let stop: () => void;
const capture = vi.fn();
const pen = { begin: vi.fn(), extend: vi.fn(), end: vi.fn(), abandon: vi.fn() };

beforeEach(() => {
  vi.clearAllMocks();
  sheet = document.createElement('div');
  sheet.getBoundingClientRect = () => new DOMRect(10, 20, 200, 200);
  sheet.setPointerCapture = capture;
  document.body.append(sheet);
  stop = followPen(sheet, pen);
});
afterEach(() => {
  stop();
  sheet.remove();
});

interface Sent extends PointerEventInit {
  coalesced?: PointerEvent[];
  /** When, in milliseconds. */
  at?: number;
}

function send(type: string, init: Sent = {}, target: EventTarget = sheet): void {
  const event = new PointerEvent(type, {
    bubbles: true,
    pointerId: 1,
    buttons: 1,
    pointerType: 'mouse',
    isPrimary: true,
    ...init,
  });
  event.getCoalescedEvents = () => init.coalesced ?? [];
  Object.defineProperty(event, 'timeStamp', { value: init.at ?? 0 });
  target.dispatchEvent(event);
}

test('places are in units of the sheet, also beyond its edge', () => {
  send('pointerdown', { clientX: 110, clientY: 70 });
  expect(pen.begin).toHaveBeenCalledWith({ x: 0.5, y: 0.25 });
  send('pointermove', { clientX: 310, clientY: 0 });
  expect(pen.extend).toHaveBeenCalledWith([{ x: 1.5, y: -0.1 }]);
  expect(capture).toHaveBeenCalledWith(1);
});

test('points that came between two frames are all kept', () => {
  const between = [60, 110].map(
    (clientX) => new PointerEvent('pointermove', { clientX, clientY: 20 }),
  );
  send('pointerdown', { clientX: 10, clientY: 20 });
  send('pointermove', { clientX: 110, clientY: 20, coalesced: between });
  expect(pen.extend).toHaveBeenCalledWith([
    { x: 0.25, y: 0 },
    { x: 0.5, y: 0 },
  ]);
});

const finger = (pointerId: number, clientX: number, clientY: number, at = 0) => ({
  pointerId,
  clientX,
  clientY,
  at,
  pointerType: 'touch',
  isPrimary: pointerId === 1,
});

test('a second finger that comes while the first draws changes nothing', () => {
  send('pointerdown', finger(1, 10, 20));
  send('pointermove', finger(1, 10, 60));
  send('pointerdown', finger(2, 200, 200));
  send('pointermove', finger(2, 210, 220));
  send('pointerup', finger(2, 210, 220));
  expect(pen.begin).toHaveBeenCalledTimes(1);
  expect(pen.extend).toHaveBeenCalledTimes(1);
  expect(pen.end).not.toHaveBeenCalled();
  expect(pen.abandon).not.toHaveBeenCalled();
});

test('two fingers that come together draw nothing, and leave their movement to the browser', () => {
  send('pointerdown', finger(1, 10, 20));
  send('pointermove', finger(1, 12, 22));
  send('pointerdown', finger(2, 200, 200));
  expect(pen.abandon).toHaveBeenCalledTimes(1);
  send('pointermove', finger(1, 60, 80));
  send('pointercancel', finger(1, 60, 80));
  // One of them lifts and comes down again.
  send('pointerdown', finger(3, 50, 50, 2000));
  expect(pen.begin).toHaveBeenCalledTimes(1);
  expect(pen.end).not.toHaveBeenCalled();
  expect(isMoveRefused()).toBe(false);
  // Both leave.
  send('pointerdown', finger(1, 50, 50, 3000));
  expect(pen.begin).toHaveBeenCalledTimes(2);
});

test('also where the second comes beside the sheet, be it late', () => {
  send('pointerdown', finger(1, 10, 20));
  send('pointerdown', finger(2, 10, 400, 2000), document.body);
  expect(pen.abandon).toHaveBeenCalledTimes(1);
  send('pointermove', finger(1, 60, 80));
  expect(pen.extend).not.toHaveBeenCalled();
  expect(isMoveRefused()).toBe(false);
});

test('also where the first comes beside the sheet', () => {
  send('pointerdown', finger(1, 10, 400), document.body);
  send('pointerdown', finger(2, 10, 20, 299));
  expect(pen.begin).not.toHaveBeenCalled();
  expect(isMoveRefused()).toBe(false);
});

test('a finger draws while a thumb rests beside the sheet, one stroke soon after the other', () => {
  send('pointerdown', finger(1, 10, 400), document.body);
  for (const [id, at] of [
    [2, 300],
    [3, 400],
  ] as const) {
    send('pointerdown', finger(id, 10, 20, at));
    send('pointermove', finger(id, 10, 60, at));
    expect(isMoveRefused()).toBe(true);
    send('pointerup', finger(id, 10, 60, at + 50));
  }
  expect(pen.begin).toHaveBeenCalledTimes(2);
  expect(pen.end).toHaveBeenCalledTimes(2);
  expect(pen.abandon).not.toHaveBeenCalled();
});

test('the movement of a finger that draws is refused to the browser', () => {
  send('pointerdown', finger(1, 10, 20));
  expect(isMoveRefused()).toBe(true);
});

function isMoveRefused(): boolean {
  const move = new Event('touchmove', { cancelable: true });
  sheet.dispatchEvent(move);
  return move.defaultPrevented;
}

test('the other mouse buttons do not draw', () => {
  send('pointerdown', { button: 2 });
  expect(pen.begin).not.toHaveBeenCalled();
});

test.each(['pointerup', 'pointercancel', 'lostpointercapture'])(
  '%s ends the stroke once',
  (type) => {
    send('pointerdown');
    send(type);
    send('lostpointercapture');
    expect(pen.end).toHaveBeenCalledTimes(1);
  },
);

test('a button let go outside the window ends the stroke when the mouse comes back', () => {
  send('pointerdown');
  send('pointermove', { buttons: 0, clientX: 110, clientY: 20 });
  expect(pen.end).toHaveBeenCalledTimes(1);
  expect(pen.extend).not.toHaveBeenCalled();
});

test('only a pen, which measures it, reports pressure', () => {
  send('pointerdown', { clientX: 10, clientY: 20, pointerType: 'pen', pressure: 0.7 });
  expect(pen.begin).toHaveBeenCalledWith({ x: 0, y: 0, pressure: expect.closeTo(0.7) as number });
});
