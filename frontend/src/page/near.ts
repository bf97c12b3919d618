import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * Whether an element is in view, or nearly.
 *
 * @param margin how far outside it still counts, as CSS writes it.
 */
export function useNear<T extends Element>(margin = '0px'): [RefObject<T | null>, boolean] {
  const place = useRef<T>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const watch = new IntersectionObserver(
      (entries) => setNear(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: margin },
    );
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [margin]);
  return [place, near];
}
