import { useLayoutEffect, useRef, type FocusEvent, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Desk } from '../desk';
import { canRedo, canUndo, isEmpty } from '../drawing/drawing';
import { MAX_WIDTH, MIN_WIDTH } from '../drawing/stroke';
import { CameraIcon, PictureIcon, RedoIcon, UndoIcon } from './icons';

/** The row under the sheet. */
export function Tools({ desk }: { desk: Desk }) {
  const { drawing } = desk;
  const width = useStore(drawing, (state) => state.width);
  const undoable = useStore(drawing, canUndo);
  const redoable = useStore(drawing, canRedo);
  const clearable = !useStore(drawing, isEmpty);
  const { undo, redo, clear, setWidth } = drawing.getState();

  const row = useRef<HTMLDivElement>(null);
  // What has the focus, and what a browser has just taken it from because it is disabled.
  const focused = useRef<Element>(null);
  const left = ({ target }: FocusEvent) => {
    if (!target.matches(':disabled')) focused.current = null;
  };
  // A button that has nothing more to do would let the focus fall: undo is next to clear, redo to undo.
  useLayoutEffect(() => {
    if (focused.current?.matches(':disabled')) {
      row.current?.querySelector<HTMLElement>('button:enabled')?.focus();
    }
  });

  return (
    <div
      ref={row}
      className="tools"
      role="toolbar"
      aria-label="Drawing tools"
      onFocus={({ target }) => (focused.current = target)}
      onBlur={left}
    >
      <button
        type="button"
        data-testid="undo"
        aria-label="Undo"
        title="Undo (Ctrl or ⌘ + Z)"
        disabled={!undoable}
        onClick={undo}
      >
        <UndoIcon />
      </button>
      <button
        type="button"
        data-testid="redo"
        aria-label="Redo"
        title="Redo (Ctrl or ⌘ + Shift + Z)"
        disabled={!redoable}
        onClick={redo}
      >
        <RedoIcon />
      </button>
      <label className="brush" title="Brush width ([ thinner, ] thicker)">
        <span className="unseen">Brush width</span>
        <input
          type="range"
          data-testid="brush"
          min={MIN_WIDTH}
          max={MAX_WIDTH}
          step={0.005}
          value={width}
          aria-valuetext={`${Math.round(width * 100)} % of the sheet`}
          onChange={(event) => setWidth(event.currentTarget.valueAsNumber)}
        />
      </label>
      <PictureInput desk={desk} name="picture" label="Picture from a file">
        <PictureIcon />
      </PictureInput>
      {/* Only where there is a finger is there a camera worth opening. */}
      <PictureInput desk={desk} name="camera" label="Picture from the camera" capture>
        <CameraIcon />
      </PictureInput>
      <button
        type="button"
        data-testid="clear"
        className="worded"
        title="Clear the sheet (Delete or Escape)"
        disabled={!clearable}
        onClick={clear}
      >
        Clear
      </button>
    </div>
  );
}

interface PictureInputProps {
  desk: Desk;
  name: string;
  label: string;
  /** Opens the camera and not the files. */
  capture?: boolean;
  children: ReactNode;
}

function PictureInput({ desk, name, label, capture, children }: PictureInputProps) {
  return (
    <label className={`tool ${name}`} title={label}>
      {children}
      <input
        type="file"
        data-testid={name}
        accept="image/*"
        aria-label={label}
        {...(capture && { capture: 'environment' })}
        onChange={({ currentTarget: input }) => {
          const file = input.files?.[0];
          if (file) void desk.take(file);
          // So that the same file can be chosen again.
          input.value = '';
        }}
      />
    </label>
  );
}
