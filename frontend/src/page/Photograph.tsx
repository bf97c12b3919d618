import { useEffect, useRef, useState } from 'react';
import type { Photo } from '../drawing/photo';

/** A picture from outside, lying on the sheet. */
export function Photograph({ photo }: { photo: Photo }) {
  const image = useRef<HTMLImageElement>(null);
  const [broken, setBroken] = useState<Photo | null>(null);
  useEffect(() => {
    const address = URL.createObjectURL(photo.picture);
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [photo]);
  // What this browser cannot show is there all the same, by its name.
  if (photo === broken) return <p className="unshown">{photo.name || 'a file'}</p>;
  return (
    <img
      ref={image}
      className="photograph"
      data-testid="photograph"
      alt={photo.name}
      onError={() => setBroken(photo)}
    />
  );
}
