import { beforeEach, expect, test, vi } from 'vitest';
import type { Reading } from '../api/answers';
import { createDrawing, type DrawingStore } from '../drawing/drawing';
import { createPointing } from '../reading/pointing';
import { createReader, type Reader } from '../reading/reader';
import { exportOf } from './export';
import { createKeeping, type Kept, type KeepingStore, type Shelf } from './kept';
import { createTeacher, type Teacher } from './teacher';

let stored: Map<string, Kept>;
let shelf: Shelf;
let drawing: DrawingStore;
let reader: Reader;
let keeping: KeepingStore;
let teacher: Teacher;

const reading: Reading = {
  digit: 9,
  confidence: 0.8,
  probabilities: Array<number>(10).fill(0.1),
  model: 'cnn',
  input: 'data:image/png;base64,AAAA',
};

/** No test here draws a number. */
const never = () => new Promise<never>(() => undefined);

beforeEach(() => {
  stored = new Map();
  shelf = {
    all: () => Promise.resolve([...stored.values()]),
    put: (kept) => Promise.resolve(stored.set(kept.id, kept)).then(() => undefined),
    remove: (id) => Promise.resolve(stored.delete(id)).then(() => undefined),
    clear: () => Promise.resolve().then(() => stored.clear()),
  };
  drawing = createDrawing();
  reader = createReader({ read: never, predict: () => Promise.resolve(reading) });
  keeping = createKeeping(shelf);
  teacher = createTeacher(drawing, reader, createPointing(drawing), keeping, () =>
    Promise.resolve(new Uint8Array(784).fill(7)),
  );
});

async function draw(): Promise<void> {
  drawing.getState().begin({ x: 0.1, y: 0.2 });
  drawing.getState().extend([{ x: 0.3, y: 0.123456 }]);
  drawing.getState().end();
  reader.read(() => Promise.resolve(new Blob()), { grew: true, resting: true });
  await vi.waitUntil(() => reader.store.getState().settled);
}

test('a correction keeps the drawing, what was read, and what the network saw', async () => {
  await draw();
  await teacher.tell(4);
  const [kept] = stored.values();
  expect(kept).toMatchObject({ label: 4, read: 9, network: 'cnn' });
  expect(kept?.strokes).toHaveLength(1);
  expect(kept?.pixels).toHaveLength(784);
  expect(teacher.store.getState().told?.label).toBe(4);
});

test('the same drawing is kept once, however often its label changes; another one besides', async () => {
  await draw();
  await teacher.tell(4);
  await teacher.tell(5);
  expect([...stored.values()].map(({ label }) => label)).toEqual([5]);
  await draw();
  expect(teacher.store.getState().told).toBeNull();
  await teacher.tell(6);
  expect([...stored.values()].map(({ label }) => label)).toEqual([5, 6]);
});

test('a drawing that comes back, from the gallery or by undo, is kept once with its newest label', async () => {
  await draw();
  await teacher.tell(4);
  drawing.getState().clear();
  expect(teacher.store.getState().told).toBeNull();
  const [kept] = stored.values();
  drawing.getState().place({ strokes: structuredClone(kept?.strokes ?? []) });
  expect(teacher.store.getState().told?.label).toBe(4);
  await teacher.tell(7);
  drawing.getState().undo();
  drawing.getState().redo();
  await teacher.tell(1);
  expect([...stored.values()].map(({ label }) => label)).toEqual([1]);
});

test('what was said can be taken back', async () => {
  await draw();
  await teacher.tell(4);
  await teacher.untell();
  expect(stored.size).toBe(0);
  expect(teacher.store.getState().told).toBeNull();
});

test('nothing is kept of an empty sheet, and of a picture only once it is read', async () => {
  await teacher.tell(4);
  drawing.getState().place({ photo: { picture: new Blob(), name: '' } });
  const said = teacher.tell(4);
  expect(stored.size).toBe(0);
  reader.read(() => Promise.resolve(new Blob()), { grew: false, resting: true });
  await said;
  expect([...stored.values()][0]).toMatchObject({ label: 4, strokes: null });
});

test('with the server away the strokes are kept all the same', async () => {
  drawing.getState().begin({ x: 0.1, y: 0.2 });
  const said = teacher.tell(4);
  await vi.waitUntil(() => stored.size === 1);
  expect([...stored.values()][0]).toMatchObject({ label: 4, read: null, pixels: null });
  drawing.getState().clear();
  await said;
  expect(stored.size).toBe(1);
});

/** Draws and says that it is a 4, all of which comes before the answer; gives what lets it come. */
async function tellEarly() {
  let answer: (reading: Reading) => void = () => undefined;
  reader = createReader({
    read: never,
    predict: () => new Promise((resolve) => (answer = resolve)),
  });
  teacher = createTeacher(drawing, reader, createPointing(drawing), keeping, () =>
    Promise.resolve(new Uint8Array(784)),
  );
  drawing.getState().begin({ x: 0.1, y: 0.2 });
  drawing.getState().end();
  reader.read(() => Promise.resolve(new Blob()), { grew: true, resting: true });
  await vi.waitUntil(() => answer.length === 1);
  const said = teacher.tell(4);
  await vi.waitUntil(() => stored.size === 1);
  return { said, answer: () => answer(reading) };
}

test('what is kept is what the network made of the whole drawing, not of its beginning', async () => {
  const { said, answer } = await tellEarly();
  expect([...stored.values()][0]).toMatchObject({ label: 4, read: null, pixels: null });
  answer();
  await said;
  expect([...stored.values()]).toMatchObject([{ label: 4, read: 9, network: 'cnn' }]);
});

test('what is deleted before it is read does not come back when it is', async () => {
  const { said, answer } = await tellEarly();
  await keeping.getState().clear();
  answer();
  await said;
  expect(keeping.getState().list).toEqual([]);
  expect(stored.size).toBe(0);
});

test('what was kept before is there again, the newest first', async () => {
  await draw();
  await teacher.tell(4);
  const again = createKeeping(shelf);
  const older = { ...[...stored.values()][0], id: 'older', at: 5, label: 1 } as Kept;
  stored.set('older', older);
  await again.getState().load();
  expect(again.getState().list.map(({ label }) => label)).toEqual([4, 1]);
  await again.getState().clear();
  expect(stored.size).toBe(0);
});

test('the export is what training/extra.py reads', async () => {
  await draw();
  await teacher.tell(4);
  const file = JSON.parse(exportOf(keeping.getState().list)) as {
    digits: { strokes: { points: number[][] }[]; pixels: number[][] }[];
  };
  expect(file).toMatchObject({ format: 'digits', version: 1, digits: [{ label: 4, read: 9 }] });
  const [digit] = file.digits;
  expect(digit?.strokes[0]?.points).toEqual([
    [0.1, 0.2],
    [0.3, 0.1235],
  ]);
  expect(digit?.pixels).toHaveLength(28);
  expect(digit?.pixels.every((row) => row.length === 28 && row.every((v) => v === 7))).toBe(true);
});
