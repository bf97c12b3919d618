// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { createDesk, type Desk } from './desk';
import { photoOf, strokesOf } from './drawing/drawing';
import { EXAMPLES } from './drawing/examples';
import { TooLarge, type Photo } from './drawing/photo';
import { fragmentOf } from './sharing/link';
import { never, SILENCE } from './silence';

/** Each file is opened when the test says so. */
const toPhoto = vi.fn<(file: Blob) => Promise<Photo>>();
let desk: Desk;

beforeEach(() => {
  toPhoto.mockReset();
  desk = createDesk({
    ...SILENCE,
    toPicture: never,
    toPhoto,
  });
});

/** Hands the desk a file. The returned functions open it, or fail to, and wait for what follows. */
function give(name: string) {
  let opens!: (photo: Photo) => void;
  let fails!: (error: Error) => void;
  toPhoto.mockReturnValueOnce(new Promise((...ends) => ([opens, fails] = ends)));
  const taken = desk.take(new Blob());
  return {
    opens: () => (opens({ picture: new Blob(), name }), taken),
    fails: (error: Error) => (fails(error), taken),
  };
}
const onSheet = () => photoOf(desk.drawing.getState())?.name;
const said = () => desk.notice.getState().text;

function draw(): void {
  desk.drawing.getState().begin({ x: 0.5, y: 0.5 });
  desk.drawing.getState().end();
}

test.each([
  ['first', 'second'],
  ['second', 'first'],
])('of two pictures the one given last stays, though the %s is opened first', async (...order) => {
  const given = { first: give('first'), second: give('second') };
  for (const which of order) await given[which as 'first'].opens();
  expect(onSheet()).toBe('second');
});

test('a link, too, stays before a picture that was given before it', async () => {
  const picture = give('late');
  await desk.open(await fragmentOf(EXAMPLES[7]?.strokes ?? []));
  await picture.opens();
  expect(onSheet()).toBeUndefined();
  expect(strokesOf(desk.drawing.getState())).toHaveLength(2);
});

test('a picture does not replace what was drawn while it was opened', async () => {
  const picture = give('late');
  draw();
  await picture.opens();
  expect(onSheet()).toBeUndefined();
  expect(strokesOf(desk.drawing.getState())).toHaveLength(1);
});

test('nor a stroke that is being drawn', async () => {
  const picture = give('late');
  desk.drawing.getState().begin({ x: 0.5, y: 0.5 });
  await picture.opens();
  expect(desk.drawing.getState().current).not.toBeNull();
});

test('another brush, or a link to a part of the page, is nothing to it', async () => {
  const picture = give('seven.png');
  desk.drawing.getState().setWidth(0.03);
  await desk.open('#inside');
  await picture.opens();
  expect(onSheet()).toBe('seven.png');
});

test('a picture that cannot be opened, or is too large to send, is told of as what it is', async () => {
  await give('broken').fails(new Error('no picture'));
  expect(said()).toMatch(/could not open that picture/);
  await give('film').fails(new TooLarge());
  expect(said()).toMatch(/too large to send/);
});

test('unless there is already something else', async () => {
  const picture = give('broken');
  draw();
  await picture.fails(new Error('no picture'));
  expect(said()).toBe('');
});
