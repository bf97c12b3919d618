import { useState } from 'react';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { photoOf } from '../drawing/drawing';
import { copied } from '../sharing/clipboard';
import { Leaf } from './Leaf';

/** The drawing for others: a link that holds it, and the command that sends it. */
export function UseIt({ desk }: { desk: Desk }) {
  const { link, curl } = useStore(desk.sharing);
  const photo = useStore(desk.drawing, photoOf);
  return (
    <Leaf
      id="use"
      title="Use it yourself"
      about={
        <p>
          The link holds the drawing itself, so nothing is stored anywhere. The command sends this
          very picture to the same API that the page asks.
        </p>
      }
    >
      <Copy
        name="link"
        label="Copy link"
        text={link}
        missing={photo ? 'A picture does not fit into a link.' : 'Draw something first.'}
      />
      <Copy
        name="curl"
        label="Copy curl"
        text={curl}
        missing={
          photo?.remade
            ? 'This picture was made smaller to be sent, and is in no file that a command could send.'
            : 'Draw something first.'
        }
      />
    </Leaf>
  );
}

interface CopyProps {
  name: string;
  label: string;
  text: string | null;
  /** What to say in place of the text where there is none. */
  missing: string;
}

type Outcome = 'copied' | 'refused' | null;

function Copy({ name, label, text, missing }: CopyProps) {
  const [outcome, setOutcome] = useState<{ of: string | null; is: Outcome }>({
    of: null,
    is: null,
  });
  // What was said of another text is over.
  const said = outcome.of === text ? outcome.is : null;

  async function copy(): Promise<void> {
    if (!text) return;
    setOutcome({ of: text, is: (await copied(text)) ? 'copied' : 'refused' });
  }

  return (
    <div className="copy">
      <button
        type="button"
        className="key"
        data-testid={`copy-${name}`}
        // Disabled it would let the focus fall, as often as the drawing changes.
        aria-disabled={text === null}
        onClick={() => void copy()}
      >
        {label}
      </button>
      {said === 'refused' ? (
        <textarea
          readOnly
          data-testid={`${name}-text`}
          aria-label={label}
          rows={3}
          value={text ?? ''}
          ref={(area) => area?.select()}
        />
      ) : (
        <code data-testid={`${name}-text`}>{text ? shortened(text) : missing}</code>
      )}
      <p className="outcome" role="status">
        {said === 'copied' && 'Copied.'}
        {said === 'refused' &&
          'This browser does not let the page copy. The text is selected: press Ctrl or ⌘ + C.'}
      </p>
    </div>
  );
}

/** Its beginning and its end: what lies between is digits that nobody reads. */
function shortened(text: string): string {
  return text.length > 150 ? `${text.slice(0, 84)} … ${text.slice(-48)}` : text;
}
