import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of the server. */
export type Asked = {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly model?: string;
    readonly stream?: boolean;
    readonly messages?: readonly { readonly role: string; readonly content: string }[];
  };
};

type Behave = (response: ServerResponse, asked: Asked, request: IncomingMessage) => void;

export type DraftServer = {
  readonly address: string;
  readonly asked: Asked[];
  /** How the next questions are answered. */
  readonly behave: (how: Behave) => void;
  readonly close: () => Promise<void>;
};

/** An answer as such servers give it. */
export const answering =
  (content: unknown, more: Readonly<Record<string, unknown>> = {}): Behave =>
  (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop', ...more }],
      }),
    );
  };

/** A server of models on a free port of this machine. */
export async function startDraftServer(): Promise<DraftServer> {
  const asked: Asked[] = [];
  let behave: Behave = answering('您好。');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const one: Asked = {
        url: request.url ?? '',
        authorization: request.headers.authorization,
        body: text === '' ? {} : (JSON.parse(text) as Asked['body']),
      };
      asked.push(one);
      behave(response, one, request);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/v1`,
    asked,
    behave: (how) => {
      behave = how;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
