import { expect, test, vi } from 'vitest';
import { MANY_BYTES, MOST_BYTES, photoFrom, TooLarge, type Darkroom } from './photo';

function darkroom(width: number, height: number, printed = 1000) {
  return {
    measure: vi.fn<Darkroom['measure']>(() => Promise.resolve({ width, height })),
    print: vi.fn<Darkroom['print']>((_file, _width, _height, type) =>
      Promise.resolve(new Blob([new Uint8Array(type === 'image/png' ? printed : 1000)], { type })),
    ),
  };
}

const file = (type: string, bytes = 10) => new File([new Uint8Array(bytes)], 'a.file', { type });

test.each(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp'])(
  'a %s that is not too large keeps its own bytes',
  async (type) => {
    const given = file(type);
    const { picture, name } = await photoFrom(given, darkroom(4000, 3000));
    expect(picture).toBe(given);
    expect(name).toBe('a.file');
  },
);

test('too many pixels are reduced, in their proportions', async () => {
  const room = darkroom(8000, 4000);
  const { picture } = await photoFrom(file('image/jpeg'), room);
  expect(room.print).toHaveBeenCalledWith(expect.anything(), 1600, 800, 'image/jpeg');
  expect(picture.type).toBe('image/jpeg');
});

test('too many bytes are reduced, as a JPEG where a PNG would be too large again', async () => {
  const room = darkroom(1000, 1000, MOST_BYTES + 1);
  const { picture } = await photoFrom(file('image/png', MOST_BYTES + 1), room);
  expect(room.print.mock.calls.map(([, ...how]) => how)).toEqual([
    [1000, 1000, 'image/png'],
    [1000, 1000, 'image/jpeg'],
  ]);
  expect(picture.type).toBe('image/jpeg');
});

test('a large photograph is reduced to what the server looks at of it', async () => {
  const room = darkroom(4000, 3000);
  const { picture, remade } = await photoFrom(file('image/jpeg', MANY_BYTES + 1), room);
  expect(room.print.mock.calls.map(([, ...how]) => how)).toEqual([[1600, 1200, 'image/jpeg']]);
  expect(picture.size).toBe(1000);
  expect(remade).toBe(true);
});

test.each([
  ['a photograph that has no pixels to spare', 'image/jpeg', 1600],
  ['what would lose more than pixels', 'image/png', 4000],
])('%s keeps its bytes, many as they are', async (_, type, width) => {
  const given = file(type, MANY_BYTES + 1);
  expect((await photoFrom(given, darkroom(width, 1000))).picture).toBe(given);
});

test('a kind that only the browser knows is sent as a PNG', async () => {
  const { picture, remade } = await photoFrom(file('image/svg+xml'), darkroom(100, 50));
  expect(picture.type).toBe('image/png');
  expect(remade).toBe(true);
});

test('what is no picture at all is left to the server to refuse', async () => {
  const given = file('text/plain');
  const room = darkroom(0, 0);
  room.measure.mockRejectedValue(new Error('no picture'));
  expect((await photoFrom(given, room)).picture).toBe(given);
});

test('unless it is more than the server takes: then it is not sent at all', async () => {
  const room = darkroom(0, 0);
  room.measure.mockRejectedValue(new Error('no picture'));
  await expect(photoFrom(file('image/tiff', MOST_BYTES + 1), room)).rejects.toThrow(TooLarge);
});
