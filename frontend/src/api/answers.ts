/**
 * What the server answers, checked once where it comes in, so that the rest of
 * the page can rely on these types.
 */

/** x, y, width and height in pixels of the picture as it was sent, held upright. */
export type Rect = readonly [x: number, y: number, width: number, height: number];

/** Where in the picture its 28×28 come from. */
export interface Way {
  /** The smallest that holds the digit. */
  readonly box: Rect;
  /** The square that became the 28×28; it may reach beyond the picture. */
  readonly window: Rect;
}

/** The answer to POST /predict, and where that took it for several digits, of POST /read. */
export interface Reading {
  /** 0..9, or null when the network holds that this is no digit. */
  readonly digit: number | null;
  /** Probability of `digit`, 0..1; of the most probable digit where it is null. */
  readonly confidence: number;
  /** Of each digit 0..9; ten numbers in 0..1 that sum to 1. */
  readonly probabilities: readonly number[];
  /** Name of the network that read. */
  readonly model: string;
  /** The 28×28 picture the network read, ink white on black, as a data: URL. */
  readonly input: string;
  /** A sentence on why there is no digit, where there is none. */
  readonly reason?: string;
  /** Missing where the server does not say. */
  readonly way?: Way;
  /** All digits, where there are several; then `digit` is null, and `reason` missing. */
  readonly number?: NumberReading;
}

/** One digit of several. */
export interface DigitReading {
  /** 0..9. */
  readonly digit: number;
  /** Its probability, 0..1. */
  readonly confidence: number;
  /** Of each digit 0..9; ten numbers in 0..1 that sum to 1. */
  readonly probabilities: readonly number[];
  /** The 28×28 picture the network read, as a data: URL. */
  readonly input: string;
  readonly box: Rect;
}

/** The answer to POST /read. */
export interface NumberReading {
  /** The digits from left to right, lines divided by line breaks. */
  readonly text: string;
  /** They one by one, in the same order. */
  readonly digits: readonly DigitReading[];
  /** Why this is probably no number at all. */
  readonly reason?: string;
}

/** One network in the answer to GET /models. */
export interface NetworkCard {
  readonly name: string;
  /** One line for a person. */
  readonly title: string;
  /** How many numbers it learned. */
  readonly parameters?: number;
  /** Share of a test set read right, 0..1, where it was measured. */
  readonly accuracy?: number;
}

/** The answer to GET /models. */
export interface NetworkList {
  /** Name of the network that reads when none is asked for. */
  readonly default: string;
  readonly models: readonly NetworkCard[];
}

/** @throws TypeError when `answer` is no reading. */
export function readingFrom(answer: unknown): Reading {
  const { digit, confidence, model, reason, box, window, ...rest } = fieldsOf(answer);
  if (digit !== null && !isDigit(digit)) throw new TypeError('The answer names no digit.');
  const probabilities = probabilitiesFrom(rest.probabilities);
  return {
    digit,
    confidence: typeof confidence === 'number' ? confidence : Math.max(...probabilities),
    probabilities,
    model: typeof model === 'string' ? model : '',
    input: inputFrom(rest.input),
    ...(typeof reason === 'string' && { reason }),
    ...(isRect(box) && isRect(window) && { way: { box, window } }),
  };
}

/** @throws TypeError when `answer` is no reading of several digits. */
export function numberFrom(answer: unknown): NumberReading {
  const { text, digits, reason } = fieldsOf(answer);
  if (typeof text !== 'string' || !Array.isArray(digits)) {
    throw new TypeError('The answer names no digits.');
  }
  return {
    text,
    digits: digits.map(digitFrom),
    ...(typeof reason === 'string' && { reason }),
  };
}

function digitFrom(answer: unknown): DigitReading {
  const { digit, confidence, box, ...rest } = fieldsOf(answer);
  if (!isDigit(digit)) throw new TypeError('The answer names no digit.');
  if (!isRect(box)) throw new TypeError('The answer does not say where the digit is.');
  const probabilities = probabilitiesFrom(rest.probabilities);
  return {
    digit,
    confidence: typeof confidence === 'number' ? confidence : Math.max(...probabilities),
    probabilities,
    input: inputFrom(rest.input),
    box,
  };
}

/** @throws TypeError when `answer` lists no networks. */
export function networksFrom(answer: unknown): NetworkList {
  const { default: preferred, models } = fieldsOf(answer);
  if (!Array.isArray(models)) throw new TypeError('The answer lists no networks.');
  const cards = models.map(cardFrom);
  const first = cards[0];
  if (!first) throw new TypeError('The answer lists no networks.');
  const known = cards.some(({ name }) => name === preferred);
  return { default: known ? (preferred as string) : first.name, models: cards };
}

function cardFrom(answer: unknown): NetworkCard {
  const { name, title, parameters, scores } = fieldsOf(answer);
  if (typeof name !== 'string') throw new TypeError('A network in the list has no name.');
  const accuracy = isObject(scores) && isObject(scores.test) ? scores.test.accuracy : undefined;
  return {
    name,
    title: typeof title === 'string' ? title : '',
    ...(typeof parameters === 'number' && { parameters }),
    ...(typeof accuracy === 'number' && { accuracy }),
  };
}

function isDigit(value: unknown): value is number {
  return Number.isInteger(value) && 0 <= Number(value) && Number(value) <= 9;
}

function probabilitiesFrom(value: unknown): number[] {
  if (!isNumbers(value, 10)) throw new TypeError('The answer lacks ten probabilities.');
  return value;
}

function inputFrom(value: unknown): string {
  // An <img> would ask any other address for the picture.
  if (typeof value !== 'string' || !value.startsWith('data:image/')) {
    throw new TypeError('The answer lacks the picture that was read.');
  }
  return value;
}

function isRect(value: unknown): value is Rect {
  return isNumbers(value, 4);
}

function isNumbers(value: unknown, count: number): value is number[] {
  return Array.isArray(value) && value.length === count && value.every(Number.isFinite);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new TypeError('The answer is not a JSON object.');
  return value;
}
