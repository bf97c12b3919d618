import type { ReaderState } from './reader';
import type { Networks } from '../networks/networks';

/** What a person should know when all is not well; empty when it is. */
export function messageOf(
  reader: Pick<ReaderState, 'away' | 'refusal' | 'slow'>,
  networks: Pick<Networks, 'away' | 'refusal'>,
  { drawing, empty }: { drawing: boolean; empty: boolean },
): string {
  if (reader.away || networks.away) {
    return empty
      ? 'The server cannot be reached. This page keeps trying.'
      : 'The server cannot be reached. Your drawing is kept, and read as soon as it answers.';
  }
  // A stroke that has only begun may well be refused: that is no news until the pen rests.
  if (reader.refusal && !drawing) return reader.refusal;
  if (reader.slow) return 'Waiting for the server…';
  return networks.refusal ?? '';
}
