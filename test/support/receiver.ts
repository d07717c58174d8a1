import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeAfterTest } from './closing.ts';

export type Got = {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Record<string, unknown>;
  };
};

type Behave = (response: ServerResponse, got: Got) => void;
export const answering =
  (status: number, headers: Record<string, string> = {}): Behave =>
  (response) =>
    response.writeHead(status, headers).end('答复');

/** Another system that takes messages, on a free port of this machine. */
export async function startReceiver() {
  const got: Got[] = [];
  let behave: Behave = answering(200);
  let under = 0;
  let most = 0;
  const server = createServer((request, response) => {
    most = Math.max(most, ++under);
    response.on('close', () => under--);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const one: Got = {
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        text,
        body: JSON.parse(text) as Got['body'],
      };
      got.push(one);
      behave(response, one);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closeAfterTest(
    () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    got,
    /** How the next messages are answered. */
    behave: (how: Behave) => void (behave = how),
    /** Most messages at one time. */
    most: () => most,
  };
}

/** As a receiver checks a message: written from the specification, apart from the program. */
export function isSigned(secret: string, { headers, text }: Got): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`;
  const wanted = createHmac('sha256', key).update(signed).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const [version, signature = ''] = one.split(',');
      const given = Buffer.from(signature, 'base64');
      return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted);
    });
}
