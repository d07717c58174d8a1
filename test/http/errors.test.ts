import { describe, expect, it } from 'vitest';
import { HTTPException } from 'hono/http-exception';
import { problemOf, retryAfter, STATUS } from '../../src/http/errors.ts';
import { AppError, ERRORS, type ErrorCode } from '../../src/kernel/errors.ts';

describe('problemOf', () => {
  it('answers every code of the table with its status, or hides it', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const problem = problemOf(new AppError(code, { file: '/secret/file', pid: 7, reason: 'r' }));
      const status = STATUS[code];
      if (status === undefined) {
        expect(problem).toEqual({ status: 500, code: 'internal', message: ERRORS.internal, details: {} });
      } else {
        expect(problem).toMatchObject({ status, code });
      }
    }
  });

  it.each([
    [400, 'Malformed JSON in request body', 'bad_json'],
    [400, 'odd', 'bad_request'],
    [413, '', 'body_too_large'],
    [415, '', 'unsupported_type'],
    [500, 'x', 'internal'],
  ] as const)('translates the refusal %i %s', (status, message, code) => {
    expect(problemOf(new HTTPException(status, { message })).code).toBe(code);
  });

  it('tells nothing of what is not an error of ours', () => {
    for (const odd of [new Error('secret'), 'secret', null, undefined]) {
      expect(problemOf(odd)).toMatchObject({ status: 500, code: 'internal', details: {} });
    }
  });

  it('says when to try again only where that helps', () => {
    expect(retryAfter(problemOf(new AppError('rate_limited', { seconds: 9 })))).toBe('9');
    expect(retryAfter(problemOf(new AppError('database_busy')))).toBe('1');
    expect(retryAfter(problemOf(new AppError('not_found', { what: '' })))).toBeNull();
  });
});
