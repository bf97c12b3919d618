import { useEffect } from 'react';
import type { Desk } from '../desk';
import { followKeys } from '../drawing/keys';
import { Announcer } from './Announcer';
import { Instrument } from './Instrument';
import { Sheet } from './Sheet';
import { Tools } from './Tools';

/** The desk: the sheet with its tools, and the instrument that reads it. */
export function Page({ desk }: { desk: Desk }) {
  useEffect(() => followKeys(window, () => desk.drawing.getState()), [desk]);
  return (
    <main className="desk">
      <h1 className="title">
        Handwritten digits<span>, read by a neural network as you draw</span>
      </h1>
      <Sheet drawing={desk.drawing} />
      <Tools drawing={desk.drawing} />
      <Instrument desk={desk} />
      <Announcer reader={desk.reader.store} />
    </main>
  );
}
