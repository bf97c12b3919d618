import { useEffect, useRef } from 'react';
import type { Photo } from '../drawing/photo';

/** A picture from outside, lying on the sheet. */
export function Photograph({ photo }: { photo: Photo }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(photo.picture);
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [photo]);
  return <img ref={image} className="photograph" data-testid="photograph" alt={photo.name} />;
}
