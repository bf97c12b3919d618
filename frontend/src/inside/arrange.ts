/** How neurons lie in rows, and how keys move among them. */

/**
 * Columns for so many neurons of `size` pixels, `gap` apart: as many as fit into `width`, but so
 * that all rows are equally long, unless that would waste more than half of it.
 */
export function columnsFor(neurons: number, size: number, gap: number, width: number): number {
  const fit = Math.min(neurons, Math.max(1, Math.floor((width + gap) / (size + gap))));
  for (let columns = fit; columns >= fit / 2; columns--) {
    if (neurons % columns === 0) return columns;
  }
  return fit;
}

/** Where a key leads from neuron `at`, or null where it leads nowhere or is none of ours. */
export function movedBy(key: string, at: number, neurons: number, columns: number): number | null {
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: 0,
    End: neurons - 1,
  }[key];
  return to === undefined || to < 0 || to >= neurons ? null : to;
}
