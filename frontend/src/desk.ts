import { createApi, type Api } from './api/client';
import { createDrawing, isEmpty, strokesOf, type DrawingStore } from './drawing/drawing';
import { pictureOf } from './drawing/picture';
import type { Stroke } from './drawing/stroke';
import { createNetworks, type NetworksStore } from './networks/networks';
import { createReader, type Reader } from './reading/reader';

/** All that the page is about, without the page: the sheet, the networks, and the reader between them. */
export interface Desk {
  readonly drawing: DrawingStore;
  readonly networks: NetworksStore;
  readonly reader: Reader;
  /** The browser is online again: ask whatever is still unanswered. */
  backOnline(): void;
}

export function createDesk(
  api: Api = createApi(),
  toPicture: (strokes: readonly Stroke[]) => Promise<Blob> = pictureOf,
): Desk {
  const drawing = createDrawing();
  const networks = createNetworks(api);
  const reader = createReader(api);

  drawing.subscribe((now, before) => {
    if (now.history === before.history && now.current === before.current) return;
    const strokes = strokesOf(now);
    reader.read(isEmpty(now) ? null : () => toPicture(strokes), {
      grew: now.revision === before.revision,
      resting: now.current === null,
    });
  });

  networks.subscribe((now, before) => {
    if (now.chosen === before.chosen || now.chosen === null) return;
    if (before.chosen === null) {
      reader.name(now.chosen);
      // The list has come, so the server is there: read what it may have missed.
      reader.retry();
    } else {
      reader.use(now.chosen);
    }
  });

  return {
    drawing,
    networks,
    reader,
    backOnline() {
      networks.getState().load();
      reader.retry();
    },
  };
}
