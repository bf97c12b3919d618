import type { CSSProperties } from 'react';
import type { ReadSet } from '../learning/answer';

/** What was taken for what: a table of counts, the mistakes shaded by how many they are. */
export function Confusion({ set: { confusion } }: { set: ReadSet }) {
  const wrong = confusion.flatMap((row, was) => row.filter((_, read) => read !== was));
  const most = Math.max(1, ...wrong);
  const total = wrong.reduce((a, b) => a + b, 0);
  return (
    <table className="confusion" data-testid="confusion">
      <caption>
        {total.toLocaleString('en')} read wrong. Rows: what it was; columns: what was read.
      </caption>
      <thead>
        <tr>
          <td />
          {confusion.map((_, read) => (
            <th key={read} scope="col">
              {read}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {confusion.map((row, was) => (
          <tr key={was}>
            <th scope="row">{was}</th>
            {row.map((count, read) => (
              <td
                key={read}
                className={was === read ? 'right' : undefined}
                style={{ '--share': was === read ? 0 : Math.sqrt(count / most) } as CSSProperties}
              >
                {count || <span className="unseen">0</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
