import { ReplayIcon } from './icons';

interface Props {
  /** The 28×28 picture that the network read, as a data: URL. */
  picture: string | null;
  /** It is of the drawing as it stands; otherwise it is on its way out. */
  holds: boolean;
  /** Shows how the drawing became the picture; null where that is not known. */
  show: (() => void) | null;
}

/** The picture as the network saw it, large enough to count its pixels. */
export function Eye({ picture, holds, show }: Props) {
  return (
    <figure className="eye">
      <div className="lens">
        {picture && (
          <img
            className="fading"
            src={picture}
            alt={holds ? 'The drawing as the network saw it, 28 by 28 pixels' : ''}
          />
        )}
        {show && (
          <button
            type="button"
            data-testid="show-way"
            aria-label="Show how the drawing becomes this picture"
            title="Show how the drawing becomes this picture"
            onClick={show}
          >
            <ReplayIcon />
          </button>
        )}
      </div>
      <figcaption>as the network sees it, 28 × 28</figcaption>
    </figure>
  );
}
