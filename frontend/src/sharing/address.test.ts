// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { createDesk, type Desk } from '../desk';
import { strokesOf } from '../drawing/drawing';
import { EXAMPLES } from '../drawing/examples';
import { SILENCE } from '../silence';
import { followAddress } from './address';
import { fragmentOf } from './link';

let desk: Desk;

beforeEach(() => {
  history.replaceState(null, '', '/');
  desk = createDesk({
    ...SILENCE,
    toPicture: () => Promise.resolve(new Blob(['png'])),
  });
});

test('a link opens its drawing, and is gone from the address once that changes', async () => {
  const fragment = await fragmentOf(EXAMPLES[7]?.strokes ?? []);
  location.hash = fragment;
  await followAddress(window, desk);
  expect(strokesOf(desk.drawing.getState())).toHaveLength(2);
  expect(location.hash).toBe(fragment);
  desk.drawing.getState().setWidth(0.03);
  expect(location.hash).toBe(fragment);
  desk.drawing.getState().undo();
  expect(location.hash).toBe('');
});

test('what is drawn while a link is opened stays, and the address is not that of the link', async () => {
  location.hash = await fragmentOf(EXAMPLES[7]?.strokes ?? []);
  const opening = followAddress(window, desk);
  desk.drawing.getState().begin({ x: 0.5, y: 0.5 });
  desk.drawing.getState().end();
  await opening;
  expect(strokesOf(desk.drawing.getState())).toHaveLength(1);
  expect(location.hash).toBe('');
});

test('a link that is followed while another is opened is the one that counts', async () => {
  const [four, seven] = [EXAMPLES[4]?.strokes ?? [], EXAMPLES[7]?.strokes ?? []];
  location.hash = await fragmentOf(four);
  const opening = followAddress(window, desk);
  location.hash = await fragmentOf(seven);
  await opening;
  const first = () => strokesOf(desk.drawing.getState())[0];
  await vi.waitUntil(() => first()?.points.length === seven[0]?.points.length);
  expect(location.hash).toBe(await fragmentOf(seven));
});

test('a damaged link is told, until something is drawn', async () => {
  location.hash = '#drawing=1.AAAA';
  await followAddress(window, desk);
  expect(desk.notice.getState().text).toMatch(/link is damaged/);
  expect(strokesOf(desk.drawing.getState())).toEqual([]);
  desk.drawing.getState().begin({ x: 0, y: 0 });
  expect(desk.notice.getState().text).toBe('');
});

test('the links of the page itself hold no drawing', async () => {
  location.hash = '#teach';
  await followAddress(window, desk);
  expect(desk.notice.getState().text).toBe('');
  desk.drawing.getState().begin({ x: 0, y: 0 });
  expect(location.hash).toBe('#teach');
});

test('coming back to the link from further down the page leaves what was drawn since', async () => {
  const fragment = await fragmentOf(EXAMPLES[7]?.strokes ?? []);
  location.hash = fragment;
  await followAddress(window, desk);
  location.hash = '#inside';
  desk.drawing.getState().clear();
  const changed = new Promise((resolve) => addEventListener('hashchange', resolve));
  history.back();
  await changed;
  await vi.waitUntil(() => location.hash === '');
  expect(strokesOf(desk.drawing.getState())).toEqual([]);
});
