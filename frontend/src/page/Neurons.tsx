import {
  memo,
  useMemo,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import { pictureOf, type Stage } from '../inside/answer';
import { columnsFor, movedBy } from '../inside/arrange';
import { activityShades, isLight } from '../inside/shades';
import { gapOf, sizeOf } from '../inside/size';
import { contentsOf, describe, isMaps, isOutput } from '../inside/words';
import { FEEDING } from './Feeding';
import { Numeral } from './Numeral';
import { Raster } from './Raster';

export interface Pointed {
  readonly stage: number;
  readonly neuron: number;
}

interface Props {
  index: number;
  stage: Stage;
  /** What there is for a row, in CSS pixels. */
  width: number;
  /** The neuron of this stage that is pointed at, if it is of this stage. */
  at: number | null;
  /** Which neurons of this stage feed the one pointed at, and how much. */
  fed: ReadonlyMap<number, number>;
  point: (at: Pointed) => void;
}

/** All neurons of a stage: one stop for the tab key, arrows from one to the next. */
export const Neurons = memo(function Neurons({ index, stage, width, at, fed, point }: Props) {
  const size = sizeOf(stage, width);
  const columns = columnsFor(stage.neurons, size, gapOf(size), width);
  const [last, setLast] = useState(0);
  const stop = at ?? last;

  function show(neuron: number): void {
    setLast(neuron);
    point({ stage: index, neuron });
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const next = movedBy(event.key, stop, stage.neurons, columns);
    if (next === null) return;
    event.preventDefault();
    (event.currentTarget.children[next] as HTMLElement).focus();
  }

  return (
    <div
      className="neurons"
      role="listbox"
      aria-label={`${stage.name}, ${contentsOf(stage)}`}
      style={gridOf(columns, size)}
      onKeyDown={onKeyDown}
    >
      {Array.from({ length: stage.neurons }, (_, neuron) => (
        <div
          key={neuron}
          role="option"
          className="neuron"
          aria-label={describe(stage, neuron)}
          aria-selected={neuron === at}
          aria-describedby={neuron === at ? FEEDING : undefined}
          data-feeds={feeds(fed.get(neuron))}
          tabIndex={neuron === stop ? 0 : -1}
          onFocus={() => show(neuron)}
          onPointerMove={(event) => hovers(event) && show(neuron)}
        >
          <Neuron stage={stage} neuron={neuron} />
        </div>
      ))}
    </div>
  );
});

/**
 * Whether what moves points at a neuron. A finger may only be about to scroll; a tap will focus it.
 * Asked of movements, not of what comes in: neurons that scroll to under a mouse at rest, as when
 * the keyboard leads to another one, are not pointed at.
 */
export function hovers({ pointerType }: PointerEvent): boolean {
  return pointerType !== 'touch';
}

/** The measures of a grid of neurons, for the style sheet. */
export function gridOf(columns: number, size: number): CSSProperties {
  const measures = { '--columns': columns, '--size': `${size}px`, '--gap': `${gapOf(size)}px` };
  return measures as CSSProperties;
}

function feeds(contribution: number | undefined): string | undefined {
  if (contribution === undefined) return undefined;
  return contribution > 0 ? 'more' : 'less';
}

/** The map of a neuron, or its cell. */
export const Neuron = memo(function Neuron({ stage, neuron }: { stage: Stage; neuron: number }) {
  const rgba = useMemo(() => activityShades(pictureOf(stage, neuron)), [stage, neuron]);
  return (
    <>
      <Raster width={stage.width} height={stage.height} rgba={rgba} />
      {isOutput(stage) && !isMaps(stage) && <Numeral digit={neuron} lit={isLight(rgba)} />}
    </>
  );
});
