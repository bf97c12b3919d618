const SIDE = 28;

/** The 28 × 28 bytes, 0 black to 255 white, of the picture that the network read (a data: URL). */
export async function pixelsOf(picture: string): Promise<Uint8Array> {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i] ?? 0);
}
