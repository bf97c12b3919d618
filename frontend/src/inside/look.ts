import type { Api } from '../api/client';
import type { Insight } from './answer';

/** What went on inside a network, with the picture it was shown. */
export interface Inside extends Insight {
  /** 28 × 28 bytes, 255 ink. */
  readonly ink: Uint8Array;
}

export async function lookInside(
  api: Pick<Api, 'insight'>,
  toPixels: (picture: string) => Promise<Uint8Array>,
  picture: Blob,
  network: string | null,
  signal: AbortSignal,
): Promise<Inside> {
  const insight = await api.insight(picture, network, signal);
  return { ...insight, ink: await toPixels(insight.reading.input) };
}
