import { useEffect, useRef, useState, type RefObject } from 'react';

/** Width of an element in CSS pixels, whole; 0 until it is known. */
export function useWidth<T extends Element>(): [RefObject<T | null>, number] {
  const place = useRef<T>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!place.current) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}
