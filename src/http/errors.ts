import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError, errorMessage, type ErrorCode, type ErrorDetails } from '../kernel/errors.ts';

/** The one place that knows which error is which HTTP status. Codes missing here are the server's own faults: 500. */
export const STATUS: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  bad_json: 400,
  bad_request: 400,
  unknown_field: 400,
  missing_field: 400,
  bad_field: 400,
  empty_text: 400,
  text_too_long: 400,
  not_text: 400,
  bad_encoding: 400,
  bad_upload: 400,
  too_many: 400,
  bad_knowledge: 400,
  unauthenticated: 401,
  bad_credentials: 401,
  password_login_closed: 403,
  oidc_attempt: 400,
  oidc_denied: 403,
  oidc_token: 403,
  oidc_expired: 403,
  oidc_claim: 403,
  oidc_account: 403,
  account_disabled: 403,
  oidc_unreachable: 503,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  simulation_refused: 409,
  backup_refused: 409,
  erasure_refused: 409,
  illegal_move: 409,
  caller_exposed: 400,
  order_changed: 409,
  callback_claimed: 409,
  link_expired: 410,
  clock_moved_back: 503,
  ruling_conflict: 409,
  revision_refused: 409,
  self_approval: 409,
  training_running: 409,
  report_unbalanced: 409,
  promotion_refused: 409,
  drafting_off: 409,
  body_too_large: 413,
  file_too_large: 413,
  unsupported_type: 415,
  file_kind: 415,
  file_lies: 422,
  idempotency_mismatch: 422,
  reserved_from_streets: 422,
  evidence_changed: 409,
  rate_limited: 429,
  live_full: 429,
  file_damaged: 500,
  database_busy: 503,
  overloaded: 503,
  disk_full: 507,
};

export type Problem = {
  readonly status: ContentfulStatusCode;
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
};

const INTERNAL: Problem = { status: 500, code: 'internal', message: errorMessage('internal'), details: {} };

/** What the caller is told of an error. Faults of the server are all `internal`: no stack, path or process leaves. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AppError) {
    const status = STATUS[error.code];
    return status === undefined
      ? INTERNAL
      : { status, code: error.code, message: error.message, details: error.details };
  }
  if (error instanceof HTTPException) return problemOf(fromHono(error));
  if (isBrokenForm(error)) return problemOf(new AppError('bad_request', { reason: '表单不完整或格式有误' }));
  return INTERNAL;
}

/** What Node's reader of forms throws for a body that is none; it has no code. */
const isBrokenForm = (error: unknown): boolean =>
  error instanceof TypeError && /parse body as FormData|Content-Type was not one of/i.test(error.message);

/** Hono's own refusals: its JSON parser's, its media-type gate's. */
function fromHono({ status, message }: HTTPException): unknown {
  if (status === 415) return new AppError('unsupported_type', { type: '请使用 application/json' });
  if (status === 413) return new AppError('body_too_large');
  if (status === 400 && /JSON/i.test(message)) return new AppError('bad_json', { reason: '语法有误' });
  if (status === 400) return new AppError('bad_request', { reason: '请求不完整或格式有误' });
  return null;
}

export type ErrorBody = {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: ErrorDetails;
    readonly requestId: string;
  };
};

export function errorBody({ code, message, details }: Problem, requestId: string): ErrorBody {
  return { error: { code, message, details, requestId } };
}

/** Seconds after which to try again, for `Retry-After`; null where it makes no sense. */
export function retryAfter({ code, details }: Problem): string | null {
  if (code === 'rate_limited' || code === 'overloaded') return String(details['seconds'] ?? 60);
  if (code === 'disk_full') return '60';
  return code === 'database_busy' ? '1' : null;
}
