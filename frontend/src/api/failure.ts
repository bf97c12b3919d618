/** Why a request brought no answer, in the two kinds that call for different deeds. */

/** Nobody answered, or only something in between: the same request may succeed later. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The server answered that it will not: asking again would change nothing. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;

  /** @param message a sentence for a person. */
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Overloaded or restarting, or a gateway whose server is away. */
const PASSING = new Set([429, 502, 503, 504]);

/** The failure that an answer with an error status stands for. */
export async function failureOf(response: Response): Promise<Unreachable | Refused> {
  const { status } = response;
  const detail = await detailOf(response);
  if (PASSING.has(status)) return new Unreachable(detail ?? `The server answered ${status}.`);
  if (detail) return new Refused(detail, status);
  // Our server explains every error; a bare 5xx comes from a proxy before it.
  if (status >= 500) return new Unreachable(`The server answered ${status}.`);
  return new Refused(`The server refused, without saying why (${status}).`, status);
}

/** The sentence in an application/problem+json answer (RFC 9457), if it is one. */
async function detailOf(response: Response): Promise<string | null> {
  if (!/^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? ''))
    return null;
  try {
    const problem = (await response.json()) as { detail?: unknown; title?: unknown } | null;
    const sentence = problem?.detail ?? problem?.title;
    return typeof sentence === 'string' && sentence !== '' ? sentence : null;
  } catch {
    return null;
  }
}
