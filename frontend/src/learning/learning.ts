import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Api } from '../api/client';
import type { Learned } from './answer';

/** What is known of how one network learned; `learned` is null where nobody knows. */
export type Account =
  | { readonly state: 'asked' }
  | { readonly state: 'told'; readonly learned: Learned | null }
  | { readonly state: 'failed'; readonly reason: string };

export interface Learning {
  /** By the name of the network. */
  readonly accounts: Readonly<Record<string, Account>>;
  /** Asks for it, unless it is there or being asked for. */
  readonly ask: (network: string) => Promise<void>;
}

export type LearningStore = StoreApi<Learning>;

export function createLearning(api: Pick<Api, 'learned'>): LearningStore {
  return createStore<Learning>()((set, get) => {
    const note = (network: string, account: Account) =>
      set({ accounts: { ...get().accounts, [network]: account } });

    return {
      accounts: {},
      async ask(network) {
        const known = get().accounts[network];
        if (known && known.state !== 'failed') return;
        note(network, { state: 'asked' });
        try {
          const learned = await api.learned(network, new AbortController().signal);
          note(network, { state: 'told', learned });
        } catch (error) {
          note(network, { state: 'failed', reason: (error as Error).message });
        }
      },
    };
  });
}
