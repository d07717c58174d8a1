import { AppError } from '../kernel/errors.ts';

/** The header of a request that may be sent again. Throws `bad_field` for a key that is none. */
export function idempotencyKey(key: string | undefined): { idempotencyKey?: string } {
  if (key === undefined) return {};
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new AppError('bad_field', {
      where: '请求头',
      field: 'Idempotency-Key',
      reason: '须为 1 至 200 个可见 ASCII 字符',
    });
  }
  return { idempotencyKey: key };
}
