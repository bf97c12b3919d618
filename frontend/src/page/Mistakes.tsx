import type { ReadSet } from '../learning/answer';
import { percent, withArticle } from '../reading/certainty';

/** Where the network was surest, and wrong. */
export function Mistakes({ set: { mistakes } }: { set: ReadSet }) {
  if (mistakes.length === 0) return <p className="nothing">Not one of them was read wrong.</p>;
  return (
    <figure className="mistakes" data-testid="mistakes">
      <figcaption>Its surest mistakes: what it was, what was read, and how surely.</figcaption>
      <ol>
        {mistakes.map(({ label, read, confidence, picture }, i) => (
          <li key={i}>
            <img
              src={picture}
              width={28}
              height={28}
              alt={`${withArticle(label)} read as ${withArticle(read)}, ${percent(confidence)}`}
            />
            <p aria-hidden="true">
              <span>
                {label} → {read}
              </span>{' '}
              <small>{percent(confidence)}</small>
            </p>
          </li>
        ))}
      </ol>
    </figure>
  );
}
