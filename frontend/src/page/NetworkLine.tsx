import { factsOf } from '../networks/facts';
import type { Networks } from '../networks/networks';

/** Which network reads, and the choice of another. */
export function NetworkLine({ networks: { list, chosen, choose } }: { networks: Networks }) {
  const card = list.find(({ name }) => name === chosen);
  return (
    <div className="network">
      <label>
        Read by
        <span className="choice">
          <select
            data-testid="network"
            value={chosen ?? ''}
            disabled={list.length === 0}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {list.length === 0 && <option value="">no network yet</option>}
            {list.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </span>
      </label>
      {card && (
        <p>
          <span className="kind">{card.title}</span> {factsOf(card)}
        </p>
      )}
    </div>
  );
}
