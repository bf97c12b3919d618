/** Bytes as the API sends them, in base64. */

/** 0..255. @throws TypeError when they are not `length` bytes in base64. */
export function bytesFrom(value: unknown, length: number): Uint8Array {
  if (typeof value !== 'string') throw new TypeError('The answer lacks its bytes.');
  let text: string;
  try {
    text = atob(value);
  } catch (error) {
    throw new TypeError('The answer’s bytes are no base64.', { cause: error });
  }
  if (text.length !== length) throw new TypeError('The answer’s bytes are not as many as it says.');
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** -128..127, sent as bytes. @throws TypeError as `bytesFrom`. */
export function signedBytesFrom(value: unknown, length: number): Int8Array {
  return new Int8Array(bytesFrom(value, length).buffer);
}
