/** Whole numbers as bytes: small ones take one, whatever their sign where they are differences. */

export class ByteWriter {
  readonly #bytes: number[] = [];

  /** A whole number from 0: seven bits a byte, the lowest first, the highest bit saying "goes on". */
  count(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  /** A whole number of either sign: 0, −1, 1, −2, 2, … as 0, 1, 2, 3, 4, … */
  difference(value: number): void {
    this.count(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

/** Reads what ByteWriter wrote. Throws RangeError where it ends too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  count(): number {
    let value = 0;
    for (let factor = 1; factor <= 128 ** 3; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('The bytes end in the middle of a number.');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new RangeError('A number is too large.');
  }

  difference(): number {
    const value = this.count();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }
}

/** Base64 as it may stand in an address: `-` and `_`, without `=` at the end. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Throws DOMException for what is no base64. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes that a `data:` URL in base64 holds. */
export function blobFrom(address: string): Blob {
  const [head = '', body = ''] = address.split(',');
  return new Blob([fromBase64Url(body)], { type: /^data:([^;]*)/.exec(head)?.[1] ?? '' });
}
