/**
 * What the server answers, checked once where it comes in, so that the rest of
 * the page can rely on these types.
 */

/** The answer to POST /predict. */
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
  const { digit, confidence, probabilities, model, input, reason } = fieldsOf(answer);
  const isDigit =
    digit === null || (Number.isInteger(digit) && 0 <= Number(digit) && Number(digit) <= 9);
  if (!isDigit) throw new TypeError('The answer names no digit.');
  if (!isTenNumbers(probabilities)) throw new TypeError('The answer lacks ten probabilities.');
  // An <img> would ask any other address for the picture.
  if (typeof input !== 'string' || !input.startsWith('data:image/')) {
    throw new TypeError('The answer lacks the picture that was read.');
  }
  return {
    digit: digit as number | null,
    confidence: typeof confidence === 'number' ? confidence : Math.max(...probabilities),
    probabilities,
    model: typeof model === 'string' ? model : '',
    input,
    ...(typeof reason === 'string' && { reason }),
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

function isTenNumbers(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.length === 10 && value.every((item) => Number.isFinite(item))
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new TypeError('The answer is not a JSON object.');
  return value;
}
