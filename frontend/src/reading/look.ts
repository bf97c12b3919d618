import type { Reading } from '../api/answers';
import type { Api } from '../api/client';
import { Refused } from '../api/failure';

export interface Question {
  /** null for the server's own choice. */
  readonly network: string | null;
  /** Strokes stand side by side: look for several digits even if they pass for one. */
  readonly apart: boolean;
  readonly signal: AbortSignal;
}

/**
 * What is on a picture: one digit, several, or none. One is asked for first, as that is what
 * is drawn most often; what is none is looked at again as several.
 */
export async function look(
  api: Pick<Api, 'predict' | 'read'>,
  picture: Blob,
  { network, apart, signal }: Question,
): Promise<Reading> {
  const one = await api.predict(picture, network, signal);
  if (one.digit !== null && !apart) return one;
  try {
    const number = await api.read(picture, network, signal);
    if (number.reason || number.digits.length < 2) return one;
    const { confidence, probabilities, model, input } = one;
    return { digit: null, confidence, probabilities, model, input, number };
  } catch (error) {
    // More marks than any number has: what was said of the whole stands.
    if (error instanceof Refused) return one;
    throw error;
  }
}
