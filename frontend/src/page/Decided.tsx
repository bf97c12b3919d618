import { useMemo } from 'react';
import type { Inside } from '../inside/look';
import { inkShades, saliencyShades } from '../inside/shades';
import { withArticle } from '../reading/certainty';
import { Raster } from './Raster';

/** The picture, and which of its pixels decided. */
export function Decided({ inside: { ink, saliency } }: { inside: Inside }) {
  const pictures = useMemo(
    () => [
      inkShades(ink),
      ...([1, -1] as const).map((sign) => saliencyShades(saliency.values, ink, sign)),
    ],
    [ink, saliency],
  );
  const captions = [
    'the picture',
    `what spoke for ${withArticle(saliency.digit)}`,
    `what spoke against it`,
  ];
  return (
    <div className="decided" data-testid="decided">
      {pictures.map((rgba, i) => (
        <figure key={i}>
          <Raster width={28} height={28} rgba={rgba} label={captions[i]} />
          <figcaption aria-hidden="true">{captions[i]}</figcaption>
        </figure>
      ))}
    </div>
  );
}
