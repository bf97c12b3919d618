import { useId } from 'react';
import type { Curves as Data } from '../learning/answer';
import { lineThrough, scaleOf, ticksOf, worthShowing } from '../learning/chart';
import { useWidth } from './width';

/** Loss and accuracy of every epoch, in training and on digits held back. */
export function Curves({ curves, best }: { curves: Data; best: number }) {
  const percent = (values: readonly number[]) => values.map((value) => 100 * value);
  return (
    <>
      <div className="charts">
        <Chart
          title="Loss"
          epochs={curves.epoch}
          training={curves.loss}
          held={curves.validationLoss}
          best={best}
        />
        <Chart
          title="Read right, %"
          epochs={curves.epoch}
          training={percent(curves.accuracy)}
          held={percent(curves.validationAccuracy)}
          best={best}
        />
      </div>
      <details className="figures">
        <summary>The curves as a table</summary>
        <div className="scroll" tabIndex={0} role="region" aria-label="The curves as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">epoch</th>
                <th scope="col">loss, training</th>
                <th scope="col">held back</th>
                <th scope="col">right, training</th>
                <th scope="col">held back</th>
              </tr>
            </thead>
            <tbody>
              {curves.epoch.map((epoch, i) => (
                <tr key={epoch}>
                  <th scope="row">{epoch}</th>
                  <td>{curves.loss[i]?.toFixed(4)}</td>
                  <td>{curves.validationLoss[i]?.toFixed(4)}</td>
                  <td>{share(curves.accuracy[i])}</td>
                  <td>{share(curves.validationAccuracy[i])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

const share = (value = 0) => `${(100 * value).toFixed(2)} %`;

/** In CSS pixels; as wide as there is room, so that its words are as large as those around it. */
const HEIGHT = 220;
const MARGIN = { left: 40, right: 76, top: 14, bottom: 28 };
/** Two labels nearer to each other than this, in pixels, would overlap. */
const LINE = 15;

interface ChartProps {
  title: string;
  epochs: readonly number[];
  training: readonly number[];
  held: readonly number[];
  best: number;
}

function Chart({ title, epochs, training, held, best }: ChartProps) {
  const clip = useId();
  const [place, width] = useWidth<HTMLElement>();
  const kept = held[epochs.indexOf(best)];
  const ticks = ticksOf([worthShowing(training), worthShowing(held), kept ?? []].flat());
  const last = epochs.length - 1;
  const range = { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1 };
  const right = Math.max(width - MARGIN.right, MARGIN.left);
  const x = scaleOf({ low: epochs[0] ?? 0, high: epochs[last] ?? 1 }, MARGIN.left, right);
  const y = scaleOf(range, HEIGHT - MARGIN.bottom, MARGIN.top);
  const line = (of: readonly number[]) =>
    lineThrough(epochs.map((epoch, i) => [x(epoch), y(of[i] ?? 0)] as const));
  const [endTraining, endHeld] = apart(y(training[last] ?? 0), y(held[last] ?? 0));
  const bottom = HEIGHT - MARGIN.bottom;

  return (
    <figure ref={place} className="chart">
      <figcaption>{title}</figcaption>
      <svg height={HEIGHT} role="img" aria-label={inWords(title, training, held)}>
        <clipPath id={clip}>
          <rect x={MARGIN.left} y={MARGIN.top - 4} width={right} height={bottom - MARGIN.top + 4} />
        </clipPath>
        {ticks.map((tick) => (
          <g key={tick}>
            <path className="rule" d={`M${MARGIN.left} ${y(tick)}H${right}`} />
            <text x={MARGIN.left - 8} y={y(tick) + 4} textAnchor="end">
              {Number(tick.toPrecision(4))}
            </text>
          </g>
        ))}
        <path className="axis" d={`M${MARGIN.left} ${bottom}H${right}`} />
        <text x={MARGIN.left} y={HEIGHT - 8}>
          epoch {epochs[0]}
        </text>
        <text x={right} y={HEIGHT - 8} textAnchor="end">
          {epochs[last]}
        </text>
        <g clipPath={`url(#${clip})`}>
          <path className="line" d={line(training)} />
          <path className="line held" d={line(held)} />
          {kept !== undefined && <circle className="best" cx={x(best)} cy={y(kept)} r={4} />}
        </g>
        <text x={right + 8} y={endTraining + 4}>
          training
        </text>
        <text className="held" x={right + 8} y={endHeld + 4}>
          held back
        </text>
      </svg>
    </figure>
  );
}

/** The places of two labels, moved apart where they would overlap. */
function apart(a: number, b: number): [number, number] {
  if (Math.abs(a - b) >= LINE) return [a, b];
  const middle = (a + b) / 2;
  return a < b ? [middle - LINE / 2, middle + LINE / 2] : [middle + LINE / 2, middle - LINE / 2];
}

function inWords(title: string, training: readonly number[], held: readonly number[]): string {
  const ends = (of: readonly number[]) =>
    `from ${of[0]?.toPrecision(3)} to ${of.at(-1)?.toPrecision(3)}`;
  return `${title}: in training ${ends(training)}, on digits held back ${ends(held)}. The numbers are in the table below.`;
}
