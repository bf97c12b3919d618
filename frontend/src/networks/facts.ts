import type { NetworkCard } from '../api/answers';

/** "98.2 % of test digits right, 109,386 parameters" as far as it is known. */
export function factsOf({ accuracy, parameters }: NetworkCard): string {
  const facts = [
    accuracy !== undefined && `${(accuracy * 100).toFixed(1)}\u00a0% of test digits right`,
    parameters !== undefined && `${parameters.toLocaleString('en')}\u00a0parameters`,
  ];
  return facts.filter(Boolean).join(', ');
}
