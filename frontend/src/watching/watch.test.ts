import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused, Unreachable } from '../api/failure';
import { createStore } from 'zustand/vanilla';
import { createDrawing, type DrawingStore } from '../drawing/drawing';
import { createNetworks, type NetworksStore } from '../networks/networks';
import type { Subject, SubjectStore } from './subject';
import { createWatch, type Watch } from './watch';

const ask = vi.fn<(picture: Blob, networks: unknown, signal: AbortSignal) => Promise<string>>();
let drawing: DrawingStore;
let networks: NetworksStore;
let subject: SubjectStore;
let watch: Watch<string>;

beforeEach(async () => {
  vi.useFakeTimers();
  ask.mockReset().mockResolvedValue('a 7');
  drawing = createDrawing();
  const models = [
    { name: 'cnn', title: '' },
    { name: 'mlp-10', title: '' },
  ];
  networks = createNetworks({ networks: () => Promise.resolve({ default: 'cnn', models }) });
  subject = createStore<Subject>()(() => ({ known: true, digit: null }));
  watch = createWatch({
    drawing,
    networks,
    subject,
    pictureSource: () => () => Promise.resolve(new Blob(['png'])),
    about: ({ chosen }) => chosen,
    ask,
  });
  networks.getState().load();
  await settle();
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const state = () => watch.store.getState();

async function draw(): Promise<void> {
  drawing.getState().begin({ x: 0.5, y: 0.1 });
  drawing.getState().extend([{ x: 0.5, y: 0.9 }]);
  drawing.getState().end();
  await settle();
}

test('asks nothing while nobody looks, and at once when somebody does', async () => {
  await draw();
  expect(ask).not.toHaveBeenCalled();
  const stop = watch.look();
  await settle();
  expect(state()).toEqual({ answer: 'a 7', holds: true, trouble: '' });
  stop();
  await draw();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(state()).toEqual({ answer: 'a 7', holds: false, trouble: '' });
});

test('asks nothing twice', async () => {
  watch.look();
  await draw();
  watch.look();
  watch.retry();
  await settle();
  expect(ask).toHaveBeenCalledTimes(1);
});

test('waits until the pen rests, and keeps the old answer in sight until then', async () => {
  watch.look();
  await draw();
  drawing.getState().begin({ x: 0.1, y: 0.1 });
  await settle();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(state()).toMatchObject({ answer: 'a 7', holds: false });
  drawing.getState().end();
  await settle();
  expect(ask).toHaveBeenCalledTimes(2);
  expect(state().holds).toBe(true);
});

test('of several digits the one pointed at is asked about, once it is known which', async () => {
  watch.look();
  subject.setState({ known: false });
  await draw();
  expect(ask).not.toHaveBeenCalled();
  subject.setState({ known: true, digit: `data:image/png;base64,${btoa('two')}` });
  await settle();
  expect(await ask.mock.lastCall?.[0].text()).toBe('two');
  subject.setState({ digit: `data:image/png;base64,${btoa('zero')}` });
  await settle();
  expect(await ask.mock.lastCall?.[0].text()).toBe('zero');
  expect(ask).toHaveBeenCalledTimes(2);
});

test('asks again when another network is chosen', async () => {
  watch.look();
  await draw();
  networks.getState().choose('mlp-10');
  await settle();
  expect(ask).toHaveBeenCalledTimes(2);
});

test('drops an answer that is overtaken, and its request', async () => {
  watch.look();
  let late: (answer: string) => void = () => undefined;
  ask.mockReturnValueOnce(new Promise((resolve) => (late = resolve)));
  await draw();
  await draw();
  expect(ask.mock.calls[0]?.[2].aborted).toBe(true);
  late('too late');
  await settle();
  expect(state().answer).toBe('a 7');
});

test('knows nothing of an empty sheet', async () => {
  watch.look();
  await draw();
  drawing.getState().clear();
  expect(state()).toEqual({ answer: null, holds: false, trouble: '' });
  drawing.getState().undo();
  await settle();
  expect(state().holds).toBe(true);
});

test('a server that is away is asked again by itself, and at once when asked to', async () => {
  ask.mockRejectedValueOnce(new Unreachable('The server does not answer.'));
  ask.mockRejectedValueOnce(new Unreachable('The server does not answer.'));
  watch.look();
  await draw();
  expect(state()).toEqual({ answer: null, holds: false, trouble: 'The server does not answer.' });
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).toHaveBeenCalledTimes(2);
  watch.retry();
  await settle();
  expect(state()).toEqual({ answer: 'a 7', holds: true, trouble: '' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(3);
});

test('a refusal is told, and the same not asked again', async () => {
  ask.mockRejectedValueOnce(new Refused('Nothing is drawn.', 422));
  watch.look();
  await draw();
  expect(state().trouble).toBe('Nothing is drawn.');
  watch.retry();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(1);
});
