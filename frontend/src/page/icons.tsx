/** The few signs the page needs, drawn as the numerals are: one line, round ends. */

export function UndoIcon() {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M8.5 4.5 4 9l4.5 4.5M4 9h9.5a5.25 5.25 0 0 1 0 10.5H9" />
    </svg>
  );
}

export function RedoIcon() {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M15.5 4.5 20 9l-4.5 4.5M20 9h-9.5a5.25 5.25 0 0 0 0 10.5H15" />
    </svg>
  );
}
