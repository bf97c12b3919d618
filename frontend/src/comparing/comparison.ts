import type { Reading } from '../api/answers';
import type { Api } from '../api/client';
import { withArticle } from '../reading/certainty';
import type { Networks } from '../networks/networks';

/** What every network on offer reads in `picture`, in their order. */
export function readByAll(
  api: Pick<Api, 'predict'>,
  picture: Blob,
  { list }: Pick<Networks, 'list'>,
  signal: AbortSignal,
): Promise<Reading[]> {
  return Promise.all(list.map(({ name }) => api.predict(picture, name, signal)));
}

const NUMBERS = ['none', 'one', 'both', 'all three', 'all four', 'all five', 'all six'];

/** Whether they agree, in a sentence; where they do not, who reads what. */
export function agreementOf(readings: readonly Reading[]): string {
  const camps = campsOf(readings);
  const [first] = camps;
  if (!first) return '';
  if (camps.length > 1) {
    const parts = camps.map(
      ({ digit, names }) => `${listed(names)} ${verb(digit, names.length)} ${object(digit)}`,
    );
    return `They disagree: ${parts.join('; ')}.`;
  }
  const { digit, names } = first;
  const subject =
    names.length === 1 ? listed(names) : (NUMBERS[names.length] ?? `all ${names.length}`);
  return capital(`${subject} ${verb(digit, names.length)} ${object(digit)}.`);
}

interface Camp {
  readonly digit: number | null;
  readonly names: string[];
}

/** Who reads the same, the largest camp first. */
function campsOf(readings: readonly Reading[]): Camp[] {
  const camps = new Map<number | null, Camp>();
  for (const { digit, model } of readings) {
    const camp = camps.get(digit) ?? { digit, names: [] };
    camp.names.push(model);
    camps.set(digit, camp);
  }
  return [...camps.values()].sort((a, b) => b.names.length - a.names.length);
}

/** What most of them read; the first of them, whichever reads better, where two camps are equal. */
export function mostRead(readings: readonly Reading[]): number | null {
  return campsOf(readings)[0]?.digit ?? null;
}

const verb = (digit: number | null, number: number) =>
  (digit === null ? 'see' : 'read') + (number === 1 ? 's' : '');
const object = (digit: number | null) => (digit === null ? 'no digit in it' : withArticle(digit));
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "a", "a and b", "a, b and c". */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
