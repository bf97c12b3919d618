import { useEffect, useState } from 'react';
import { announce } from '../reading/announcer';
import type { Reader } from '../reading/reader';

/** The reading for those who hear the page, politely and only once the pen rests. */
export function Announcer({ reader }: { reader: Reader['store'] }) {
  const [sentence, say] = useState('');
  useEffect(() => announce(reader, say), [reader]);
  return (
    <p className="unseen" aria-live="polite" data-testid="announcement">
      {sentence}
    </p>
  );
}
