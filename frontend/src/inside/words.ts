import { percent } from '../reading/certainty';
import { activityOf, type Feeder, type Stage } from './answer';

/** What the layers of a stage do, for those who do not know their names. */
const DEEDS: Record<string, string> = {
  Convolution: '3 × 3 filters',
  MaxPool: 'the largest of each 2 × 2',
  BatchNorm: 'batch norm',
  ReLU: 'ReLU',
  Sigmoid: 'sigmoid',
  Softmax: 'softmax',
  Dense: 'weighted sums',
  GlobalAveragePool: 'the mean of each map',
  FlattenMaps: 'every pixel of each map',
};

export const isMaps = ({ height, width }: Stage): boolean => height * width > 1;
export const isOutput = ({ name }: Stage): boolean => name === 'output';

/** "24 maps of 28 × 28: 3 × 3 filters, ReLU". */
export function contentsOf(stage: Stage): string {
  const { neurons, height, width, layers } = stage;
  const deeds = layers.map((layer) => DEEDS[layer] ?? layer).join(', ');
  if (isMaps(stage)) return `${neurons} maps of ${height} × ${width}: ${deeds}`;
  return `${neurons} neurons: ${deeds}`;
}

/** "map 7", "neuron 7", or in the output "digit 7". People count from 1, digits from 0. */
export function nameOf(stage: Stage, neuron: number): string {
  if (isOutput(stage)) return `digit ${neuron}`;
  return `${isMaps(stage) ? 'map' : 'neuron'} ${neuron + 1}`;
}

/** "map 7, mean 0.31", "neuron 7, activity 1.2", "digit 7, 99.4 %". */
export function describe(stage: Stage, neuron: number): string {
  const activity = activityOf(stage, neuron);
  const name = nameOf(stage, neuron);
  // A network of sigmoids answers with ten independent numbers, which are no shares.
  if (stage.layers.includes('Softmax')) return `${name}, ${percent(activity)}`;
  return `${name}, ${isMaps(stage) ? 'mean' : 'activity'} ${rounded(activity)}`;
}

/** What feeds a neuron, in a sentence. @param before the stage before; null for the picture. */
export function feedingOf(before: Stage | null, feeders: readonly Feeder[]): string {
  if (!before) return 'Fed by the picture, through its filter.';
  if (feeders.length === 0) return 'Nothing got through to it.';
  const list = feeders.map(
    ({ neuron, contribution }) => `${nameOf(before, neuron)} (${signed(contribution)})`,
  );
  return `Fed most by ${list.join(', ')} of ${before.name}.`;
}

/** "+1.2", "−0.34": two digits that count. */
export function signed(value: number): string {
  return (value < 0 ? '−' : '+') + rounded(Math.abs(value));
}

function rounded(value: number): string {
  return String(Number(value >= 100 ? value.toFixed(0) : value.toPrecision(2)));
}
