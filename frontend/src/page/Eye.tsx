interface Props {
  /** The 28×28 picture that the network read, as a data: URL. */
  picture: string | null;
  /** It is of the drawing as it stands; otherwise it is on its way out. */
  holds: boolean;
}

/** The picture as the network saw it, large enough to count its pixels. */
export function Eye({ picture, holds }: Props) {
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
      </div>
      <figcaption>as the network sees it, 28 × 28</figcaption>
    </figure>
  );
}
