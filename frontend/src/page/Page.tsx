import { useEffect } from 'react';
import type { Desk } from '../desk';
import { followKeys } from '../drawing/keys';
import { Announcer } from './Announcer';
import { HowItLearned } from './HowItLearned';
import { Inside } from './Inside';
import { Instrument } from './Instrument';
import { Sheet } from './Sheet';
import { SideBySide } from './SideBySide';
import { TeachIt } from './TeachIt';
import { Tools } from './Tools';
import { UseIt } from './UseIt';
import { Way } from './Way';

/** The desk: the sheet with its tools, and the instrument that reads it. Below it, what more there is to them. */
export function Page({ desk }: { desk: Desk }) {
  useEffect(() => {
    const tell = (digit: number) => void desk.teacher.tell(digit);
    const dismiss = () => {
      const { step, stop } = desk.showing.getState();
      stop();
      return step !== null;
    };
    return followKeys(window, () => desk.drawing.getState(), tell, dismiss);
  }, [desk]);
  return (
    <main>
      <div className="desk">
        <h1 className="title">
          Handwritten digits<span>, read by a neural network as you draw</span>
        </h1>
        <Sheet desk={desk} />
        <Tools desk={desk} />
        <Instrument desk={desk} />
        <nav className="more" aria-label="Further down">
          <a href="#inside">Inside</a>
          <a href="#beside">Side by side</a>
          <a href="#use">Use it</a>
          <a href="#teach">Teach it</a>
          <a href="#learned">How it learned</a>
        </nav>
        <Way desk={desk} />
        <Announcer reader={desk.reader.store} />
      </div>
      <div className="pages">
        <Inside desk={desk} />
        <SideBySide desk={desk} />
        <UseIt desk={desk} />
        <TeachIt desk={desk} />
        <HowItLearned desk={desk} />
      </div>
    </main>
  );
}
