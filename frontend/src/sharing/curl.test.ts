import { expect, test } from 'vitest';
import { curlOf } from './curl';

const ADDRESS = 'http://localhost:8000/predict?model=cnn';

test('the picture is in the command', async () => {
  const picture = new Blob(['picture'], { type: 'image/png' });
  expect(await curlOf(picture, '', ADDRESS)).toBe(
    `curl -H 'Content-Type: application/json' -d '{"image":"cGljdHVyZQ=="}' '${ADDRESS}'`,
  );
});

test('one that is too large for a command is sent from its file, whatever its name', async () => {
  const picture = new Blob([new Uint8Array(200_000)], { type: 'image/jpeg' });
  expect(await curlOf(picture, "Anna's 7.jpg", ADDRESS)).toBe(
    String.raw`curl -H 'Content-Type: image/jpeg' --data-binary '@Anna'\''s 7.jpg' '${ADDRESS}'`,
  );
});

test('one that was made smaller is in no file: it is in the command, or there is none', async () => {
  const small = new Blob(['picture'], { type: 'image/jpeg' });
  expect(await curlOf(small, null, ADDRESS)).toContain('cGljdHVyZQ==');
  const large = new Blob([new Uint8Array(200_000)], { type: 'image/jpeg' });
  expect(await curlOf(large, null, ADDRESS)).toBeNull();
});
