import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';

/** Why there is no answer of a model. */
export type DraftFailure =
  | 'busy' // as many questions as allowed are under way
  | 'resting' // it failed again and again; asked anew after a while
  | 'timeout'
  | 'unreachable'
  | 'refused' // an answer with a status other than 2xx, redirects among them
  | 'garbage' // not what such a server answers
  | 'too_long'
  | 'cut_off' // the model stopped in the middle
  | 'stopped'; // the program ends

export type Completion =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: DraftFailure };

/** Asks one model of a server that speaks the protocol of OpenAI's chat completions. Never throws. */
export type DraftClient = {
  readonly model: string;
  /** Why a question would not even be sent now; null where it would. */
  readonly closed: () => 'busy' | 'resting' | null;
  readonly complete: (system: string, user: string) => Promise<Completion>;
  /** Names of the server's models, for those who look after it; null where it does not say. */
  readonly models: () => Promise<
    | { readonly ok: true; readonly names: readonly string[] | null }
    | { readonly ok: false; readonly reason: DraftFailure }
  >;
  /** Ends questions under way. */
  readonly close: () => void;
};

export type DraftClientOptions = {
  /** Base address without a slash at its end; `draftAddress` made it. */
  readonly address: string;
  readonly model: string;
  /** Sent as bearer token where not empty; never logged. */
  readonly key: string;
  /** Milliseconds for one question, retry included. */
  readonly timeoutMs: number;
  /** Characters of an answer at most. */
  readonly longest: number;
  readonly clock: Clock;
  readonly mostUnderWay?: number;
};

const MOST_UNDER_WAY = 2;
/** So many failures in a row, and the server is left alone for a while; then one question tries it. */
const MOST_FAILURES = 3;
const REST_MS = 60_000;
/** Bytes around the text of an answer: names, numbers, a model's thoughts. */
const ENVELOPE = 128 * 1024;
/** Bytes of a character at most: an escape of four hexadecimal digits. */
const BYTES = 6;
/** What a connection ends with that was closed between two questions. */
const RESET = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const answerSchema = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string() }), finish_reason: z.string().nullish() }))
    .min(1),
});
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

type Told =
  { readonly ok: true; readonly body: string } | { readonly ok: false; readonly reason: DraftFailure };

export function createDraftClient(options: DraftClientOptions): DraftClient {
  const { address, model, key, timeoutMs, longest, clock } = options;
  const mostUnderWay = options.mostUnderWay ?? MOST_UNDER_WAY;
  const underWay = new Set<AbortController>();
  let failures = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;

  const closed = (): 'busy' | 'resting' | null => {
    if (clock.now() < restsUntil) return 'resting';
    // After a rest one question at a time, until one is answered.
    const most = failures >= MOST_FAILURES ? 1 : mostUnderWay;
    return underWay.size >= most ? 'busy' : null;
  };

  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
  };

  async function ask(path: string, init: RequestInit, most: number): Promise<Told> {
    const controller = new AbortController();
    let ended: DraftFailure = 'stopped';
    const timer = setTimeout(() => {
      ended = 'timeout';
      controller.abort();
    }, timeoutMs);
    underWay.add(controller);
    const { signal } = controller;
    try {
      for (let attempt = 0; ; attempt++)
        try {
          const response = await fetch(`${address}${path}`, { ...init, redirect: 'manual', signal });
          if (response.status < 200 || response.status > 299) {
            await response.body?.cancel();
            return { ok: false, reason: 'refused' };
          }
          const body = await readAtMost(response, most);
          return body === null ? { ok: false, reason: 'too_long' } : { ok: true, body };
        } catch (error) {
          if (signal.aborted) return { ok: false, reason: ended };
          if (attempt === 0 && RESET.has(codeOf(error))) continue;
          return { ok: false, reason: 'unreachable' };
        }
    } finally {
      clearTimeout(timer);
      underWay.delete(controller);
    }
  }

  function textOf(body: string): Completion {
    const parsed = answerSchema.safeParse(parseJson(body));
    const choice = parsed.success ? parsed.data.choices[0] : undefined;
    if (choice === undefined || choice.message.content.trim() === '') return { ok: false, reason: 'garbage' };
    if (choice.finish_reason === 'length') return { ok: false, reason: 'cut_off' };
    // Some models write down their thoughts first.
    const text = choice.message.content.replace(/^[\s\S]*<\/think>/u, '').trim();
    return text.length > longest ? { ok: false, reason: 'too_long' } : { ok: true, text };
  }

  /** What the next question is to know of this one. */
  function remember(reason: DraftFailure | null): void {
    if (reason === 'stopped') return;
    failures = reason === null ? 0 : failures + 1;
    restsUntil = failures >= MOST_FAILURES ? clock.now() + REST_MS : Number.NEGATIVE_INFINITY;
  }

  return {
    model,
    closed,
    complete: async (system, user) => {
      const reason = closed();
      if (reason !== null) return { ok: false, reason };
      const body = JSON.stringify({
        model,
        stream: false,
        temperature: 0.2,
        max_tokens: longest,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
      });
      const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
      const told = await ask('/chat/completions', init, longest * BYTES + ENVELOPE);
      const answer = told.ok ? textOf(told.body) : told;
      remember(answer.ok ? null : answer.reason);
      return answer;
    },
    models: async () => {
      const told = await ask('/models', { headers }, 1024 * 1024);
      if (!told.ok) return told;
      const parsed = modelsSchema.safeParse(parseJson(told.body));
      return { ok: true, names: parsed.success ? parsed.data.data.map(({ id }) => id) : null };
    },
    close: () => {
      for (const controller of underWay) controller.abort();
    },
  };
}

/** The body as text; null where it is longer. The connection is let go in either case. */
async function readAtMost(response: Response, most: number): Promise<string | null> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > most) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of `fetch failed` the reason beneath. */
function codeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : '';
}
