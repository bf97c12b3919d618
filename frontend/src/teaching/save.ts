/** Milliseconds: long after any browser has begun to save. Safari, asked to, begins after the click. */
const BEGUN_MS = 60_000;

/** Has the browser save `text` as a file of that name. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), BEGUN_MS);
}
