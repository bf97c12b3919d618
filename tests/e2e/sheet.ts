import { expect, type CDPSession, type Locator, type Page } from '@playwright/test';
import { DIGITS, type Place, type Stroke } from './digits';

const SCRIBBLE: Stroke = [
  [0.2, 0.2],
  [0.8, 0.8],
  [0.3, 0.7],
  [0.7, 0.2],
  [0.5, 0.9],
  [0.2, 0.4],
  [0.9, 0.5],
];

/** The page under test, by what a person sees of it. */
export class Sheet {
  readonly paper: Locator;
  readonly reading: Locator;
  readonly certainty: Locator;
  readonly message: Locator;
  readonly network: Locator;
  readonly bars: Locator;
  readonly undo: Locator;
  readonly redo: Locator;
  readonly clear: Locator;

  constructor(readonly page: Page) {
    this.paper = page.getByTestId('drawing');
    this.reading = page.getByTestId('reading');
    this.certainty = page.getByTestId('certainty');
    this.message = page.getByTestId('message');
    this.network = page.getByTestId('network');
    this.bars = page.getByTestId('probabilities').getByRole('listitem');
    this.undo = page.getByTestId('undo');
    this.redo = page.getByTestId('redo');
    this.clear = page.getByTestId('clear');
  }

  /** Opens the page and waits until it knows the networks. */
  async open(): Promise<void> {
    await this.page.goto('/');
    await expect(this.network).toBeEnabled();
  }

  async draw(digit: number): Promise<void> {
    for (const stroke of strokesOf(digit)) await this.drawStroke(stroke);
  }

  /** Draws a number of up to five digits across the sheet, with a finer pen. */
  async drawNumber(text: string): Promise<void> {
    await this.page.getByTestId('brush').fill('0.03');
    const column = 1 / text.length;
    // The digits of digits.ts are about half a sheet wide.
    const scale = 1.6 * column;
    for (const [at, digit] of Array.from(text, Number).entries()) {
      const middle = (at + 0.5) * column;
      for (const stroke of strokesOf(digit)) {
        await this.drawStroke(
          stroke.map(([x, y]) => [middle + (x - 0.5) * scale, 0.5 + (y - 0.5) * scale]),
        );
      }
    }
  }

  /** Waits until the whole drawing is read, and announced: of a shorter one there may be a reading before. */
  async announced(sentence: RegExp): Promise<void> {
    await expect(this.page.getByTestId('announcement')).toHaveText(sentence);
  }

  /** Draws what is no digit. */
  async scribble(): Promise<void> {
    await this.drawStroke(SCRIBBLE);
  }

  async drawStroke(stroke: Stroke): Promise<void> {
    const places = await this.onPage(stroke);
    const { mouse } = this.page;
    const [first, ...rest] = places;
    if (!first) return;
    await mouse.move(...first);
    await mouse.down();
    for (const place of rest) await mouse.move(...place);
    await mouse.up();
  }

  /** Draws with a finger. Several fingers each need an id of their own. */
  async touch(finger: CDPSession, stroke: Stroke): Promise<void> {
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', place?: Place) =>
      finger.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: place ? [{ x: place[0], y: place[1] }] : [],
      });
    const [first, ...rest] = await this.onPage(stroke);
    await send('touchStart', first);
    for (const place of rest) await send('touchMove', place);
    // The browser hands touches on with its frames: the last ones must have come through.
    await nextFrames(this.page);
    await send('touchEnd');
  }

  async drawByTouch(digit: number): Promise<void> {
    const finger = await this.page.context().newCDPSession(this.page);
    for (const stroke of strokesOf(digit)) await this.touch(finger, stroke);
    await finger.detach();
  }

  /** Holds a picture from outside over the page, to be dropped. */
  async holdPicture(): Promise<void> {
    await expect(this.paper).toBeVisible();
    await this.page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
      const init = { dataTransfer: data, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('dragenter', init));
    });
  }

  /** Share of the sheet's pixels that hold ink, 0..1. */
  inked(): Promise<number> {
    return this.paper.evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      let ink = 0;
      for (let i = 3; data && i < data.length; i += 4) ink += data[i] as number;
      return ink / 255 / (canvas.width * canvas.height);
    });
  }

  /** Whether there is ink at a place of the sheet. */
  inkAt([x, y]: Place): Promise<boolean> {
    return this.paper.evaluate(
      (canvas: HTMLCanvasElement, [x, y]) => {
        const [left, top] = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
        return (canvas.getContext('2d')?.getImageData(left, top, 1, 1).data[3] ?? 0) > 127;
      },
      [x, y] as const,
    );
  }

  private async onPage(stroke: Stroke): Promise<Place[]> {
    const box = await this.paper.boundingBox();
    if (!box) throw new Error('There is no sheet.');
    return stroke.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
  }
}

function strokesOf(digit: number): readonly Stroke[] {
  const strokes = DIGITS[digit];
  if (!strokes) throw new Error(`digits.ts has no ${digit}.`);
  return strokes;
}

/** Resolves once the page has painted a few more frames. */
export function nextFrames(page: Page): Promise<void> {
  return page.evaluate(
    (frames) =>
      new Promise<void>((resolve) => {
        const next = () => (frames-- > 0 ? requestAnimationFrame(next) : resolve());
        next();
      }),
    8,
  );
}
