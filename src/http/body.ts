import type { Ctx } from './context.ts';
import { AppError } from '../kernel/errors.ts';

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * The request's JSON. Throws `unsupported_type`, or `bad_json` for anything that is not whole JSON in UTF-8:
 * a lenient decoder would store replacement marks for what the citizen said.
 */
export async function readJson(c: Ctx): Promise<unknown> {
  const type = c.req.header('content-type') ?? '';
  if (!JSON_TYPE.test(type)) throw new AppError('unsupported_type', { type: type === '' ? '未注明' : type });
  const text = decode(await c.req.arrayBuffer());
  if (text.trim() === '') throw new AppError('bad_json', { reason: '请求体为空' });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new AppError('bad_json', { reason: syntaxReason(cause) }, { cause });
  }
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('bad_json', { reason: '不是 UTF-8 编码' }, { cause });
  }
}

/** Where the syntax breaks, without repeating the text. */
function syntaxReason(cause: unknown): string {
  const position = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
  return position === undefined ? '语法有误或内容不完整' : `第 ${Number(position) + 1} 个字符处语法有误`;
}
