import { fieldsOf, isObject } from '../api/answers';

/** How a network learned, as GET /models/NAME tells it. */
export interface Learned {
  readonly curves: Curves;
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number;
  readonly sets: readonly ReadSet[];
}

/** One number for each of the epochs shown; losses in the loss's own unit, accuracies 0..1. */
export interface Curves {
  readonly epoch: readonly number[];
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  readonly validationLoss: readonly number[];
  readonly validationAccuracy: readonly number[];
}

/** What a network makes of digits that it did not learn from. */
export interface ReadSet {
  readonly name: string;
  /** In words, such as "digits that strangers wrote with a pen". */
  readonly title: string;
  readonly digits: number;
  /** Ten rows of ten counts: the row what it was, the column what was read. */
  readonly confusion: readonly (readonly number[])[];
  /** The surest first. */
  readonly mistakes: readonly Mistake[];
}

export interface Mistake {
  readonly label: number;
  readonly read: number;
  /** 0..1 */
  readonly confidence: number;
  /** 28×28, as a data: URL. */
  readonly picture: string;
}

/** null when it is not known. @throws TypeError when `answer` tells nothing that can be shown. */
export function learnedFrom(answer: unknown): Learned | null {
  const { learned } = fieldsOf(answer);
  if (!isObject(learned)) return null;
  const curves = fieldsOf(learned.curves);
  const epoch = numbers(curves.epoch);
  const column = (name: string) => numbers(curves[name], epoch.length);
  if (!Array.isArray(learned.sets)) throw new TypeError('No set of digits was read.');
  return {
    curves: {
      epoch,
      loss: column('loss'),
      accuracy: column('accuracy'),
      validationLoss: column('validation_loss'),
      validationAccuracy: column('validation_accuracy'),
    },
    bestEpoch: Number(learned.best_epoch),
    sets: learned.sets.map(setFrom),
  };
}

function setFrom(answer: unknown): ReadSet {
  const { name, title, digits, confusion, mistakes } = fieldsOf(answer);
  if (!Array.isArray(confusion) || confusion.length !== 10 || !Array.isArray(mistakes)) {
    throw new TypeError('A set of digits is not told in full.');
  }
  return {
    name: String(name),
    title: String(title),
    digits: Number(digits),
    confusion: confusion.map((row) => numbers(row, 10)),
    mistakes: mistakes.map(mistakeFrom),
  };
}

function mistakeFrom(answer: unknown): Mistake {
  const { label, read, confidence, picture } = fieldsOf(answer);
  return {
    label: Number(label),
    read: Number(read),
    confidence: Number(confidence),
    picture: `data:image/png;base64,${String(picture)}`,
  };
}

function numbers(value: unknown, length?: number): number[] {
  const right =
    Array.isArray(value) &&
    value.every((item) => typeof item === 'number') &&
    value.length === (length ?? value.length);
  if (!right) throw new TypeError('A column of numbers is missing.');
  return value;
}
