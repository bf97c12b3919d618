import {
  networksFrom,
  numberFrom,
  readingFrom,
  type NetworkList,
  type NumberReading,
  type Reading,
} from './answers';
import { learnedFrom, type Learned } from '../learning/answer';
import { filtersFrom, insightFrom, type Filters, type Insight } from '../inside/answer';
import { failureOf, Refused, Unreachable } from './failure';

/** An answer that takes longer than this, in milliseconds, will not come. */
export const TIMEOUT_MS = 10_000;
/** Bytes that a slow line, of 0.4 Mbit/s, sends in a millisecond: a large picture is given that time besides. */
const SLOW_LINE = 50;

/** The server, as the page sees it. Each call rejects with Unreachable, Refused, or the signal's reason. */
export interface Api {
  /** @param network null for the server's own choice. */
  predict(picture: Blob, network: string | null, signal: AbortSignal): Promise<Reading>;
  /** As `predict`, but every digit of several. */
  read(picture: Blob, network: string | null, signal: AbortSignal): Promise<NumberReading>;
  /** The same, and why. */
  insight(picture: Blob, network: string | null, signal: AbortSignal): Promise<Insight>;
  networks(signal: AbortSignal): Promise<NetworkList>;
  /** How a network learned; null where that is not known. */
  learned(network: string, signal: AbortSignal): Promise<Learned | null>;
  /** What a network's first layer looks for. */
  filters(network: string, signal: AbortSignal): Promise<Filters>;
}

export function createApi(fetching: typeof fetch = (...request) => fetch(...request)): Api {
  async function ask<T>(
    url: string,
    init: RequestInit & { signal: AbortSignal },
    check: (answer: unknown) => T,
  ): Promise<T> {
    const caller = init.signal;
    const hurry = new AbortController();
    const giveUp = () => hurry.abort(caller.reason);
    if (caller.aborted) giveUp();
    caller.addEventListener('abort', giveUp);
    const sending = init.body instanceof Blob ? Math.round(init.body.size / SLOW_LINE) : 0;
    const timer = setTimeout(() => hurry.abort(), TIMEOUT_MS + sending);
    try {
      const response = await fetching(url, { ...init, signal: hurry.signal });
      if (!response.ok) throw await failureOf(response);
      return checked(await response.json(), check);
    } catch (error) {
      caller.throwIfAborted();
      if (error instanceof Refused || error instanceof Unreachable) throw error;
      // fetch's own TypeError, our timeout, or a body that broke off.
      throw new Unreachable('The server does not answer.', { cause: error });
    } finally {
      clearTimeout(timer);
      caller.removeEventListener('abort', giveUp);
    }
  }

  function send<T>(
    address: string,
    picture: Blob,
    signal: AbortSignal,
    check: (answer: unknown) => T,
  ): Promise<T> {
    const headers = { 'Content-Type': typeOf(picture) };
    return ask(address, { method: 'POST', headers, body: picture, signal }, check);
  }

  return {
    predict: (picture, network, signal) =>
      send(predictAddress(network), picture, signal, readingFrom),
    insight: (picture, network, signal) =>
      send(predictAddress(network, INSIGHT), picture, signal, insightFrom),
    read: (picture, network, signal) => send(readAddress(network), picture, signal, numberFrom),
    networks: (signal) => ask('/models', { signal }, networksFrom),
    learned: (network, signal) =>
      ask(`/models/${encodeURIComponent(network)}`, { signal }, learnedFrom),
    filters: (network, signal) =>
      ask(`/models/${encodeURIComponent(network)}/filters`, { signal }, filtersFrom),
  };
}

/** What is included in a reading for those who look inside. */
const INSIGHT = 'include=activations,saliency';

/**
 * Where a picture is sent to be read by `network`, or by the server's own choice.
 *
 * @param more what else there is to the query.
 */
export function predictAddress(network: string | null, more = ''): string {
  return addressOf('/predict', network, more);
}

/** Where a picture of several digits is sent. */
export function readAddress(network: string | null): string {
  return addressOf('/read', network);
}

function addressOf(route: string, network: string | null, more = ''): string {
  const model = network === null ? '' : `model=${encodeURIComponent(network)}`;
  const query = [model, more].filter(Boolean).join('&');
  return query ? `${route}?${query}` : route;
}

/** The server looks into the bytes; a type of no picture it would refuse before it does. */
function typeOf(picture: Blob): string {
  return picture.type.startsWith('image/') ? picture.type : 'image/png';
}

/** A complete answer of the wrong shape is the server's fault and would come again. */
function checked<T>(answer: unknown, check: (answer: unknown) => T): T {
  try {
    return check(answer);
  } catch (error) {
    throw new Refused(`The server’s answer makes no sense: ${(error as Error).message}`, 200);
  }
}
