import type { Socket } from 'node:net';
import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { errorBody, problemOf } from './errors.ts';

const REASONS = {
  400: '不是合法的 HTTP 请求；网址里的中文须按 UTF-8 百分号编码',
  408: '请求没有按时传完',
  431: '请求头过大',
} as const;
const PHRASES = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
} as const;

/**
 * Answers what Node's parser refuses before any route sees it (Chinese written bare into a URL, above all),
 * with the same body as every refusal; left alone, Node would answer with none.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf(error.code);
  const problem = problemOf(new AppError('bad_request', { reason: REASONS[status] }));
  const body = JSON.stringify(errorBody(problem, newId()));
  const head = [
    `HTTP/1.1 ${status} ${PHRASES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * A caller who hangs up half way through the body is no fault of the server's: their error becomes a refusal
 * (nobody reads it, but log and metrics count it as theirs). Every other error stays what it is.
 */
export function hungUp(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || !(error instanceof Error) || error instanceof AppError) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  if (code !== 'ECONNRESET' && name !== 'AbortError') return error;
  return new AppError('bad_request', { reason: '请求体没有传完，连接已断开' }, { cause: error });
}

function statusOf(code: string | undefined): keyof typeof REASONS {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
