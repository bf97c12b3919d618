import { fieldsOf, readingFrom, type Reading } from '../api/answers';
import { bytesFrom, signedBytesFrom } from '../api/encoded';

/** A reading with what the network did for it. */
export interface Insight {
  readonly reading: Reading;
  /** From the picture to the ten probabilities. */
  readonly stages: readonly Stage[];
  readonly saliency: Saliency;
}

/** What one stage of the network made of the picture. */
export interface Stage {
  /** "convolution 1", "means", "dense 1", …, "output". */
  readonly name: string;
  /** What it consists of, such as "Convolution", "MaxPool", "ReLU". */
  readonly layers: readonly string[];
  readonly neurons: number;
  /** Sides of each neuron's map in pixels; both 1 where it is a cell, with a single value. */
  readonly height: number;
  readonly width: number;
  /** neurons × height × width bytes: 0 stands for 0, 255 for `largest`. */
  readonly values: Uint8Array;
  readonly largest: number;
  /** What fed each neuron most, the strongest first; null where the picture does. */
  readonly fedBy: readonly (readonly Feeder[])[] | null;
}

/** A neuron of the stage before, and how much came from it; negative where it took away. */
export interface Feeder {
  readonly neuron: number;
  readonly contribution: number;
}

/** Which pixels spoke for the digit, and which against it. */
export interface Saliency {
  readonly digit: number;
  /** 28 × 28 in -127..127. */
  readonly values: Int8Array;
}

/** The weights of the first layer: a picture for each of its neurons. */
export interface Filters {
  readonly neurons: number;
  readonly height: number;
  readonly width: number;
  /** neurons × height × width in -127..127, each picture in units of its own largest weight. */
  readonly values: Int8Array;
}

/** @throws TypeError when `answer` is no reading with what was included. */
export function insightFrom(answer: unknown): Insight {
  const { activations, saliency } = fieldsOf(answer);
  if (!Array.isArray(activations)) throw new TypeError('The answer does not say what went on.');
  const stages: Stage[] = [];
  for (const one of activations) stages.push(stageFrom(one, stages.at(-1)));
  return { reading: readingFrom(answer), stages, saliency: saliencyFrom(saliency) };
}

function stageFrom(answer: unknown, before: Stage | undefined): Stage {
  const { name, layers, shape, largest, values, fed_by: fedBy } = fieldsOf(answer);
  const [neurons, height = 1, width = 1] = countsFrom(shape);
  if (!Array.isArray(layers)) throw new TypeError('A stage without layers.');
  return {
    name: String(name),
    layers: layers.map(String),
    neurons,
    height,
    width,
    values: bytesFrom(values, neurons * height * width),
    largest: Number(largest),
    fedBy: before ? feedersFrom(fedBy, neurons, before.neurons) : null,
  };
}

function feedersFrom(value: unknown, neurons: number, before: number): Feeder[][] {
  if (!Array.isArray(value) || value.length !== neurons) {
    throw new TypeError('The answer does not say what feeds its neurons.');
  }
  return value.map((pairs: [unknown, unknown][]) =>
    pairs.map(([from, contribution]) => {
      const neuron = Number(from);
      if (!(neuron < before)) throw new TypeError('A neuron is fed by one that is not there.');
      return { neuron, contribution: Number(contribution) };
    }),
  );
}

function saliencyFrom(answer: unknown): Saliency {
  const { digit, values } = fieldsOf(answer);
  return { digit: Number(digit), values: signedBytesFrom(values, 28 * 28) };
}

/** @throws TypeError when `answer` holds no pictures. */
export function filtersFrom(answer: unknown): Filters {
  const { shape, values } = fieldsOf(answer);
  const [neurons, height = 1, width = 1] = countsFrom(shape);
  const weights = signedBytesFrom(values, neurons * height * width);
  return { neurons, height, width, values: weights };
}

function countsFrom(shape: unknown): [number, ...number[]] {
  if (!Array.isArray(shape) || shape.length === 0 || !shape.every(Number.isInteger)) {
    throw new TypeError('The answer does not say how large it is.');
  }
  return shape as [number, ...number[]];
}

/** The pixels of one neuron, out of those of all. */
export function pictureOf<T extends Uint8Array | Int8Array>(
  { values, height, width }: { values: T; height: number; width: number },
  neuron: number,
): T {
  const size = height * width;
  return values.subarray(neuron * size, (neuron + 1) * size) as T;
}

/** The value of a cell, or the mean of a map. */
export function activityOf(stage: Stage, neuron: number): number {
  const bytes = pictureOf(stage, neuron);
  return ((bytes.reduce((a, b) => a + b, 0) / bytes.length) * stage.largest) / 255;
}
