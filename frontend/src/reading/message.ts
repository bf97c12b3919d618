import type { ReaderState } from './reader';
import type { Networks } from '../networks/networks';

/**
 * What a person should know when all is not well; empty when it is.
 *
 * @param page.notice what the page itself has to say of what it was given, such as a broken link.
 */
export function messageOf(
  reader: Pick<ReaderState, 'away' | 'refusal' | 'slow'>,
  networks: Pick<Networks, 'away' | 'refusal'>,
  page: { drawing: boolean; empty: boolean; notice?: string },
): string {
  const { drawing, empty, notice } = page;
  if (notice) return notice;
  if (reader.away || networks.away) {
    return empty
      ? 'The server cannot be reached. This page keeps trying.'
      : 'The server cannot be reached. Your drawing is kept, and read as soon as it answers.';
  }
  // A stroke that has only begun may well be refused: that is no news until the pen rests.
  if (reader.refusal && !drawing) return reader.refusal;
  if (reader.slow && !drawing) return 'Waiting for the server…';
  return networks.refusal ?? '';
}
