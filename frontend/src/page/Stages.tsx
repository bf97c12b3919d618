import { useCallback, useMemo, useState } from 'react';
import type { Filters } from '../inside/answer';
import type { Inside } from '../inside/look';
import { contentsOf } from '../inside/words';
import { Decided } from './Decided';
import { Feeding } from './Feeding';
import { FilterRow } from './FilterRow';
import { Neurons, type Pointed } from './Neurons';
import { useWidth } from './width';

interface Props {
  inside: Inside;
  /** null until they are there. */
  filters: Filters | null;
}

/** The layers of a network from the picture to the answer, and what feeds the neuron pointed at. */
export function Stages({ inside, filters }: Props) {
  const { stages, saliency, ink } = inside;
  const [pointed, setPointed] = useState<Pointed | null>(null);
  // Asked at every movement of the mouse: on the same neuron nothing is drawn again.
  const point = useCallback(
    (next: Pointed) =>
      setPointed((last) =>
        last?.stage === next.stage && last.neuron === next.neuron ? last : next,
      ),
    [],
  );
  // Until somebody points at another, the answer of whichever drawing lies there.
  const at = pointed ?? { stage: stages.length - 1, neuron: saliency.digit };
  const [place, width] = useWidth<HTMLDivElement>();

  const stage = stages[at.stage];
  const before = stages[at.stage - 1] ?? null;
  const feeders = useMemo(() => stage?.fedBy?.[at.neuron] ?? [], [stage, at.neuron]);
  const fed = useMemo(
    () => new Map(feeders.map(({ neuron, contribution }) => [neuron, contribution])),
    [feeders],
  );

  return (
    <>
      <div ref={place} className="stages">
        <Decided inside={inside} />
        {width > 0 &&
          stages.map((each, index) => (
            <section key={each.name} className="stage" data-testid="stage">
              {index === 0 && filters && (
                <FilterRow
                  name={each.name}
                  filters={filters}
                  width={width}
                  at={at.stage === 0 ? at.neuron : null}
                  point={point}
                />
              )}
              <h3>
                {each.name} <span>{contentsOf(each)}</span>
              </h3>
              <Neurons
                index={index}
                stage={each}
                width={width}
                at={at.stage === index ? at.neuron : null}
                fed={at.stage === index + 1 ? fed : NONE}
                point={point}
              />
            </section>
          ))}
      </div>
      {stage && (
        <Feeding
          stage={stage}
          neuron={at.neuron}
          before={before}
          feeders={feeders}
          filters={filters}
          ink={ink}
        />
      )}
    </>
  );
}

/** One for all, so that rows that nothing happens to are not drawn again. */
const NONE: ReadonlyMap<number, number> = new Map();
