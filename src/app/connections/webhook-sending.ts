import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AppError } from '../../kernel/errors.ts';
import type { AllowedPlaces } from './webhook-address.ts';
import { PlaceRefused, guardedLookup, webhookAddress } from './webhook-address.ts';

/** What came of one attempt. `error` null: the receiver took the message. */
export type Sent = {
  readonly status: number | null;
  readonly error: string | null;
  readonly ms: number;
  /** Milliseconds the receiver asks to be left alone; null where it does not say. */
  readonly waitMs: number | null;
};

/** Bytes of an answer that are read before the line is cut: nothing in it is of use. */
const ANSWER_BYTES = 65_536;

/** Sends one message; never throws, follows no redirect, takes `timeoutMs` at most. */
export function sendMessage(
  address: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  options: { readonly allowed: AllowedPlaces; readonly timeoutMs: number; readonly agent: string },
): Promise<Sent> {
  const { allowed, timeoutMs, agent } = options;
  const started = performance.now();
  const sent = (status: number | null, error: string | null, waitMs: number | null = null): Sent => ({
    status,
    error,
    ms: Math.round(performance.now() - started),
    waitMs,
  });
  return new Promise((resolve) => {
    let url: URL;
    try {
      // What was allowed when it was entered may not be any more.
      url = webhookAddress(address, allowed);
    } catch (error) {
      const reason = error instanceof AppError ? String(error.details['reason']) : '不是网址';
      return resolve(sent(null, `地址不能用：${reason}`));
    }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const body = Buffer.from(message.body);
    const outgoing = send(url, {
      method: 'POST',
      agent: false,
      lookup: guardedLookup(url, allowed),
      headers: {
        ...message.headers,
        'content-type': 'application/json; charset=utf-8',
        'content-length': body.length,
        'user-agent': agent,
      },
    });
    const late = setTimeout(() => {
      resolve(sent(null, `${timeoutMs / 1000} 秒内没有答复`));
      outgoing.destroy();
    }, timeoutMs);
    outgoing.once('close', () => {
      clearTimeout(late);
      // Some connections end with neither an answer nor an error, as where another protocol is offered.
      resolve(sent(null, '连不上：连接断开'));
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        sent(
          null,
          error instanceof PlaceRefused ? `地址不能用：${error.message}` : `连不上：${kindOf(error)}`,
        ),
      ),
    );
    outgoing.on('response', (answer) => {
      const status = answer.statusCode ?? 0;
      resolve(
        sent(status, refusalOf(status), status === 429 || status === 503 ? waitOf(answer.headers) : null),
      );
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES) answer.destroy();
      });
      // It was taken, whatever becomes of the rest of the answer.
      answer.on('error', () => answer.destroy());
    });
    outgoing.end(body);
  });
}

/** Codes of the system and of TLS; a message could quote anything. */
const kindOf = (error: NodeJS.ErrnoException): string => error.code ?? error.name;

function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `答复 ${status}，转向不予跟随，请登记最终的地址`;
  return `答复 ${status}`;
}

function waitOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>): number | null {
  const given = headers['retry-after'];
  return typeof given === 'string' && /^\d{1,6}$/.test(given) ? Number(given) * 1000 : null;
}
