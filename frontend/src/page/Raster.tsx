import { useEffect, useRef } from 'react';

interface Props {
  width: number;
  height: number;
  /** Its pixels, row by row. The same array is not drawn twice. */
  rgba: Uint8ClampedArray<ArrayBuffer>;
  className?: string;
  /** For those who do not see it; left out where the text beside it says it all. */
  label?: string;
}

/** A small picture, drawn pixel by pixel. */
export function Raster({ width, height, rgba, className = 'raster', label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [rgba, width, height]);
  return (
    <canvas
      ref={canvas}
      className={className}
      width={width}
      height={height}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  );
}
