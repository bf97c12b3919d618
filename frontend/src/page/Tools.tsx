import { useStore } from 'zustand';
import { canRedo, canUndo, isEmpty, type DrawingStore } from '../drawing/drawing';
import { MAX_WIDTH, MIN_WIDTH } from '../drawing/stroke';
import { RedoIcon, UndoIcon } from './icons';

/** The row under the sheet. */
export function Tools({ drawing }: { drawing: DrawingStore }) {
  const width = useStore(drawing, (state) => state.width);
  const undoable = useStore(drawing, canUndo);
  const redoable = useStore(drawing, canRedo);
  const clearable = !useStore(drawing, isEmpty);
  const { undo, redo, clear, setWidth } = drawing.getState();

  return (
    <div className="tools" role="toolbar" aria-label="Drawing tools">
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
      <label className="brush" title="Brush width">
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
