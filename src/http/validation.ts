import type { z } from '@hono/zod-openapi';
import { AppError } from '../kernel/errors.ts';

type Issue = z.core.$ZodIssue;

const PLACES: Readonly<Record<string, string>> = {
  query: '查询参数',
  header: '请求头',
  param: '路径',
  json: '请求体',
};

/** The first complaint of a failed validation as an error that names the field. A misspelt name explains a
 * missing field, so unknown fields come first. `target` is where the value was: query, header, param, json. */
export function validationError(issues: readonly Issue[], value: unknown, target: string): AppError {
  const where = PLACES[target] ?? '';
  const issue = issues.find((candidate) => candidate.code === 'unrecognized_keys') ?? issues[0];
  if (!issue) return new AppError('bad_request', { reason: `${where}有误` });
  if (issue.code === 'unrecognized_keys') {
    return new AppError('unknown_field', { where, field: pathOf([...issue.path, issue.keys[0] ?? '']) });
  }
  const field = pathOf(issue.path);
  if (field === '') return new AppError('bad_request', { reason: `${where}${reasonOf(issue)}` });
  if (issue.code === 'invalid_type' && valueAt(value, issue.path) === undefined) {
    return new AppError('missing_field', { where, field });
  }
  return new AppError('bad_field', { where, field, reason: reasonOf(issue) });
}

/** `attachments[0].url` style. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (held, key) => (held as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: '字符串',
  number: '数字',
  int: '整数',
  boolean: 'true 或 false',
  array: '数组',
  object: '对象',
};

/** Zod's complaint in Chinese; a message the schema gave itself is already that. */
function reasonOf(issue: Issue): string {
  if (/\p{Script=Han}/u.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `须为${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `须为 ${issue.values.map(String).join('、')} 之一`;
    case 'too_big':
      return issue.origin === 'string' ? `最多 ${issue.maximum} 个字符` : `不能大于 ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'string' ? `至少 ${issue.minimum} 个字符` : `不能小于 ${issue.minimum}`;
    default:
      return '格式不对';
  }
}
