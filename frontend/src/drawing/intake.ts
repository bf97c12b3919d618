/** What a picture that comes from outside sets off. */
export interface Intake {
  /** A file was dropped or pasted. */
  readonly take: (file: File) => void;
  /** A file is held over the page, or no longer. */
  readonly hover: (over: boolean) => void;
}

/** Takes files that are dropped anywhere on the page or pasted, until the returned function is called. */
export function followFiles(target: Window, { take, hover }: Intake): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  /** Entering a child comes before leaving its parent: only the balance tells whether it is gone. */
  let depth = 0;

  function leave(): void {
    depth = 0;
    hover(false);
  }

  target.addEventListener(
    'dragenter',
    (event) => {
      if (!holdsFiles(event.dataTransfer)) return;
      depth += 1;
      hover(true);
    },
    { signal },
  );
  target.addEventListener(
    'dragleave',
    (event) => {
      if (!holdsFiles(event.dataTransfer)) return;
      depth -= 1;
      if (depth <= 0) leave();
    },
    { signal },
  );
  // Else the browser would leave the page and open the file.
  target.addEventListener(
    'dragover',
    (event) => holdsFiles(event.dataTransfer) && event.preventDefault(),
    { signal },
  );
  target.addEventListener(
    'drop',
    (event) => {
      if (!holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      leave();
      const file = event.dataTransfer?.files[0];
      if (file) take(file);
    },
    { signal },
  );
  target.addEventListener(
    'paste',
    (event) => {
      const file = event.clipboardData?.files[0];
      if (!file) return;
      event.preventDefault();
      take(file);
    },
    { signal },
  );
  return () => listening.abort();
}

function holdsFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}
