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

export function PictureIcon() {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 5h16v14H4zM4.5 16l4.5-4.5 4 4 2.5-2.5 4 4M15.5 9h.01" />
    </svg>
  );
}

export function CameraIcon() {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3.5 7.5h4L9 5h6l1.5 2.5h4V19h-17zM12 16.25a3.5 3.5 0 1 0 0-7a3.5 3.5 0 0 0 0 7" />
    </svg>
  );
}

export function ReplayIcon() {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M8 5l11 7-11 7z" />
    </svg>
  );
}

export function CrossIcon() {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M7 7l10 10M17 7 7 17" />
    </svg>
  );
}
