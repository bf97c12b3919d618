import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NetworkCard } from '../api/answers';
import { backoff } from '../api/backoff';
import type { Api } from '../api/client';
import { Refused } from '../api/failure';

/** The networks on offer and the one that reads. */
export interface Networks {
  /** Empty until the server has answered. */
  readonly list: readonly NetworkCard[];
  /** Name of the network that reads; null, until the list is there, for the server's choice. */
  readonly chosen: string | null;
  /** Nobody answers; the list is asked for again by itself. */
  readonly away: boolean;
  /** The server's sentence when it will not give the list. */
  readonly refusal: string | null;

  readonly choose: (name: string) => void;
  /** Asks for the list unless it is there or being asked for. */
  readonly load: () => void;
}

export type NetworksStore = StoreApi<Networks>;

export function createNetworks(api: Pick<Api, 'networks'>): NetworksStore {
  return createStore<Networks>()((set, get) => {
    let asking = false;
    let failures = 0;
    let again: ReturnType<typeof setTimeout> | undefined;

    async function ask(): Promise<void> {
      clearTimeout(again);
      asking = true;
      try {
        const { default: chosen, models } = await api.networks(new AbortController().signal);
        set({ list: models, chosen: get().chosen ?? chosen, away: false, refusal: null });
      } catch (error) {
        if (error instanceof Refused) {
          set({ away: false, refusal: error.message });
        } else {
          set({ away: true });
          again = setTimeout(() => void ask(), backoff(++failures));
        }
      } finally {
        asking = false;
      }
    }

    return {
      list: [],
      chosen: null,
      away: false,
      refusal: null,
      choose: (name) => set({ chosen: name }),
      load() {
        if (!asking && get().list.length === 0) void ask();
      },
    };
  });
}
