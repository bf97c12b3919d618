/** A picture instead of strokes: a file as it was given, or made to fit what the server takes. */
export interface Photo {
  /** What is sent and shown. */
  readonly picture: Blob;
  /** Its name for a person; empty where it has none, such as a pasted picture. */
  readonly name: string;
  /** In pixels, as it is seen; missing where this browser cannot tell. */
  readonly size?: Size;
  /** It was made to fit: the file of that name holds other bytes, maybe of another type. */
  readonly remade?: true;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the server reads. Other kinds that this browser can show are sent as one of these. */
const READ_THERE = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp']);

/** Vercel takes bodies of at most 4.5 MB; our own server would take 10. */
export const MOST_BYTES = 4_000_000;
/** The server decodes no more pixels than this. */
export const MOST_PIXELS = 16_000_000;
/** A photograph of more bytes is reduced, as every network is sent it: a slow line takes 20 s for so many. */
export const MANY_BYTES = 1_000_000;
/** Longer side of a reduced picture, in pixels: the server itself looks at no more, even for several digits. */
const REDUCED_SIDE = 1600;

/** A file is larger than the server takes, and this browser cannot make it smaller. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** What turning a file into pixels and back takes: the browser's own, or a test's. */
export interface Darkroom {
  /** Its size in pixels as it is seen. Rejects for a file that is no picture. */
  measure(file: Blob): Promise<Size>;
  /** The picture in that size, as a file of that type. */
  print(file: Blob, width: number, height: number, type: string): Promise<Blob>;
}

/**
 * The picture in `file`, its own bytes unless it is larger than the server takes, a large
 * photograph, or of a kind that the server does not know. What this browser cannot decode is kept
 * as it is: the server says why. Rejects with TooLarge where that is more than the server takes.
 */
export async function photoFrom(file: Blob, darkroom: Darkroom = browserDarkroom): Promise<Photo> {
  const name = file instanceof File ? file.name : '';
  const asItIs = { picture: file, name };
  let size;
  try {
    size = await darkroom.measure(file);
  } catch {
    if (file.size > MOST_BYTES) throw new TooLarge();
    return asItIs;
  }
  const longer = Math.max(size.width, size.height);
  // A JPEG has neither transparency nor 16 bits that would be lost on the way.
  const heavy = file.type === 'image/jpeg' && file.size > MANY_BYTES && longer > REDUCED_SIDE;
  const fits = file.size <= MOST_BYTES && size.width * size.height <= MOST_PIXELS;
  if (fits && !heavy && READ_THERE.has(file.type)) return { ...asItIs, size };

  const shrunk = Math.min(1, REDUCED_SIDE / longer);
  const width = Math.max(1, Math.round(size.width * shrunk));
  const height = Math.max(1, Math.round(size.height * shrunk));
  // PNG keeps what is transparent. A photograph has nothing that is, and is too large for it.
  for (const type of file.type === 'image/jpeg' ? ['image/jpeg'] : ['image/png', 'image/jpeg']) {
    const picture = await darkroom.print(file, width, height, type);
    if (picture.size <= MOST_BYTES) return { picture, name, size: { width, height }, remade: true };
  }
  throw new TooLarge();
}

const browserDarkroom: Darkroom = {
  async measure(file) {
    const image = await loaded(file);
    return { width: image.naturalWidth, height: image.naturalHeight };
  },
  async print(file, width, height, type) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser gives no canvas to draw on.');
    if (type === 'image/jpeg') {
      context.fillStyle = '#ffffff';
      context.fillRect(0, 0, width, height);
    }
    // Else thin lines break where many pixels become one.
    context.imageSmoothingQuality = 'high';
    context.drawImage(await loaded(file), 0, 0, width, height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error('This browser could not make the picture smaller.'));
      }, type);
    });
  },
};

/** An <img> and no ImageBitmap: it knows SVG, and how a phone was held, in every browser. */
async function loaded(file: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}
