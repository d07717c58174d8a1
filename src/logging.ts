import pino from 'pino';
import type { Logger } from 'pino';
import { AppError } from './kernel/errors.ts';

/** Logs on standard output as JSON lines; what citizens said, who they are and every secret is left out. */
export function createLogger(level: string): Logger {
  const secret = [
    'text',
    'input',
    'caller',
    'phone',
    'name',
    'password',
    'token',
    'key',
    'cookie',
    'authorization',
  ];
  const nested = ['', '*.', '*.*.', '*.*.*.'];
  return pino({
    level,
    base: null,
    redact: { paths: nested.flatMap((n) => secret.map((field) => `${n}${field}`)), censor: '***' },
    serializers: { err: safeError },
  });
}

/** Message and stack of our own errors; of others' the kind and place only, for a message may quote data. */
function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const place = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  const code = (error as { code?: unknown }).code;
  const cause = error.cause === undefined ? {} : { cause: safeError(error.cause) };
  const message = error instanceof AppError ? { message: error.message } : {};
  return { type: error.name, code, ...message, place, ...cause };
}
