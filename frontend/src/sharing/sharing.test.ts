import { expect, test, vi } from 'vitest';
import { createDrawing } from '../drawing/drawing';
import { createNetworks } from '../networks/networks';
import { createReader } from '../reading/reader';
import { never } from '../silence';
import { createSharing } from './sharing';
import { strokesFrom } from './link';

const reader = createReader({ predict: never, read: never });
const networks = createNetworks({ networks: never });

function shared() {
  const drawing = createDrawing();
  const picture = () => () => Promise.resolve(new Blob(['png'], { type: 'image/png' }));
  const sharing = createSharing(
    drawing,
    networks,
    reader.store,
    picture,
    () => 'http://digits.test/#old',
  );
  return { drawing, sharing };
}

test('a drawing is shared once the pen rests, and no longer when it is gone', async () => {
  const { drawing, sharing } = shared();
  drawing.getState().begin({ x: 0.5, y: 0.5 });
  drawing.getState().extend([{ x: 0.6, y: 0.5 }]);
  expect(sharing.getState()).toEqual({ link: null, curl: null });
  drawing.getState().end();
  await vi.waitUntil(() => sharing.getState().link, { timeout: 4000 });
  const { link, curl } = sharing.getState();
  const { origin, pathname, hash } = new URL(link ?? '');
  expect(origin + pathname).toBe('http://digits.test/');
  expect(await strokesFrom(hash)).toHaveLength(1);
  expect(curl).toContain("'http://digits.test/predict'");

  networks.getState().choose('mlp-10');
  await vi.waitUntil(() => sharing.getState().curl?.includes('/predict?model=mlp-10'));
  drawing.getState().clear();
  expect(sharing.getState()).toEqual({ link: null, curl: null });
});

test('a picture has a command and no link', async () => {
  const { drawing, sharing } = shared();
  drawing.getState().place({ photo: { picture: new Blob(['png']), name: 'seven.png' } });
  await vi.waitUntil(() => sharing.getState().curl);
  expect(sharing.getState().link).toBeNull();
});

test('the command for several digits asks for all of them', async () => {
  const { drawing, sharing } = shared();
  drawing.getState().place({ strokes: [{ width: 0.07, points: [{ x: 0.5, y: 0.5 }] }] });
  const reading = { digit: null, confidence: 1, probabilities: [], model: 'cnn', input: '' };
  reader.store.setState({ reading: { ...reading, number: { text: '20', digits: [] } } });
  await vi.waitUntil(() => sharing.getState().curl?.includes("'http://digits.test/read"));
  reader.store.setState({ reading: null });
  await vi.waitUntil(() => sharing.getState().curl?.includes("'http://digits.test/predict"));
});
