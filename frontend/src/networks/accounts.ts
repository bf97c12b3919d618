import { createStore, type StoreApi } from 'zustand/vanilla';

/** What is known of one network. */
export type Account<T> =
  | { readonly state: 'asked' }
  | { readonly state: 'told'; readonly told: T }
  | { readonly state: 'failed'; readonly reason: string };

export interface Accounts<T> {
  /** By the name of the network. */
  readonly accounts: Readonly<Record<string, Account<T>>>;
  /** Asks for it, unless it is there or being asked for. */
  readonly ask: (network: string) => Promise<void>;
  /** The server is back: asks again for all that failed. */
  readonly retry: () => void;
}

export type AccountsStore<T> = StoreApi<Accounts<T>>;

/** Keeps what does not change with the drawing, asked for once a network. */
export function createAccounts<T>(
  tell: (network: string, signal: AbortSignal) => Promise<T>,
): AccountsStore<T> {
  return createStore<Accounts<T>>()((set, get) => {
    const note = (network: string, account: Account<T>) =>
      set({ accounts: { ...get().accounts, [network]: account } });

    return {
      accounts: {},
      async ask(network) {
        const known = get().accounts[network];
        if (known && known.state !== 'failed') return;
        note(network, { state: 'asked' });
        try {
          const told = await tell(network, new AbortController().signal);
          note(network, { state: 'told', told });
        } catch (error) {
          note(network, { state: 'failed', reason: (error as Error).message });
        }
      },
      retry() {
        const { accounts, ask } = get();
        for (const [network, { state }] of Object.entries(accounts)) {
          if (state === 'failed') void ask(network);
        }
      },
    };
  });
}
