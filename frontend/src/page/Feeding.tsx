import { useMemo } from 'react';
import { pictureOf, type Feeder, type Filters, type Stage } from '../inside/answer';
import { through, weightShades } from '../inside/shades';
import { describe, feedingOf, nameOf, signed } from '../inside/words';
import { Neuron } from './Neurons';
import { Raster } from './Raster';

/** Id of the sentence that says what feeds the neuron pointed at. */
export const FEEDING = 'feeding';

interface Props {
  stage: Stage;
  neuron: number;
  /** null where the picture feeds it. */
  before: Stage | null;
  feeders: readonly Feeder[];
  filters: Filters | null;
  ink: Uint8Array;
}

/** The neuron pointed at, large, and what feeds it. */
export function Feeding({ stage, neuron, before, feeders, filters, ink }: Props) {
  return (
    <aside className="feeding" aria-label="What feeds it" data-testid="feeding">
      <div className="pointed neuron">
        <Neuron stage={stage} neuron={neuron} />
      </div>
      <p className="whose">
        {stage.name} <b>{describe(stage, neuron)}</b>
      </p>
      <p id={FEEDING} className="unseen">
        {feedingOf(before, feeders)}
      </p>
      {before ? (
        <>
          <p className="from" aria-hidden="true">
            {feeders.length > 0 ? `fed most by, in ${before.name}` : 'Nothing got through to it.'}
          </p>
          <ul className="feeders" aria-hidden="true">
            {feeders.map((feeder) => (
              <li key={feeder.neuron} data-feeds={feeder.contribution > 0 ? 'more' : 'less'}>
                <div className="neuron">
                  <Neuron stage={before} neuron={feeder.neuron} />
                </div>
                <b>{signed(feeder.contribution)}</b>
                <small>{nameOf(before, feeder.neuron)}</small>
              </li>
            ))}
          </ul>
        </>
      ) : (
        filters && <Weights filters={filters} neuron={neuron} ink={ink} />
      )}
    </aside>
  );
}

/** The filter through which the picture feeds a neuron; and, where it is as large, what comes through. */
function Weights({ filters, neuron, ink }: { filters: Filters; neuron: number; ink: Uint8Array }) {
  const { width, height } = filters;
  const weights = pictureOf(filters, neuron);
  const filter = useMemo(() => weightShades(weights), [weights]);
  const product = useMemo(
    () => (weights.length === ink.length ? weightShades(through(weights, ink)) : null),
    [weights, ink],
  );
  return (
    <>
      <p className="from" aria-hidden="true">
        fed by the picture
      </p>
      <ul className="feeders weights" aria-hidden="true">
        <li>
          <div className="neuron">
            <Raster width={width} height={height} rgba={filter} />
          </div>
          <small>through its filter</small>
        </li>
        {product && (
          <li>
            <div className="neuron">
              <Raster width={width} height={height} rgba={product} />
            </div>
            <small>what comes through</small>
          </li>
        )}
      </ul>
    </>
  );
}
