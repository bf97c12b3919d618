import { memo, useMemo } from 'react';
import { pictureOf, type Filters } from '../inside/answer';
import { columnsFor } from '../inside/arrange';
import { weightShades } from '../inside/shades';
import { filterSizeOf, gapOf } from '../inside/size';
import { gridOf, hovers, type Pointed } from './Neurons';
import { Raster } from './Raster';

interface Props {
  /** Of the first stage, whose they are. */
  name: string;
  filters: Filters;
  width: number;
  at: number | null;
  point: (at: Pointed) => void;
}

/** What each neuron of the first layer looks for. With the keyboard they are seen by going to that neuron. */
export const FilterRow = memo(function FilterRow({ name, filters, width, at, point }: Props) {
  const size = filterSizeOf(filters.width, filters.neurons);
  const columns = columnsFor(filters.neurons, size, gapOf(size), width);
  return (
    <>
      <h3>
        filters{' '}
        <span>
          what {name} looks for, {filters.height} × {filters.width}: light where ink should be, dark
          where none
        </span>
      </h3>
      <div className="neurons filters" style={gridOf(columns, size)}>
        {Array.from({ length: filters.neurons }, (_, neuron) => (
          <div
            key={neuron}
            className="neuron"
            data-feeds={neuron === at ? 'more' : undefined}
            onClick={() => point({ stage: 0, neuron })}
            onPointerMove={(event) => hovers(event) && point({ stage: 0, neuron })}
          >
            <Filter filters={filters} neuron={neuron} />
          </div>
        ))}
      </div>
    </>
  );
});

const Filter = memo(function Filter({ filters, neuron }: { filters: Filters; neuron: number }) {
  const rgba = useMemo(() => weightShades(pictureOf(filters, neuron)), [filters, neuron]);
  return <Raster width={filters.width} height={filters.height} rgba={rgba} />;
});
