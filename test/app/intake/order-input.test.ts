import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TEXT_LIMIT, parseOrder } from '../../../src/app/intake/order-input.ts';
import { AppError } from '../../../src/kernel/errors.ts';

const good = { channel: 'phone', receivedAt: '2026-04-14T09:30:00+08:00', text: '西单买的鞋要退' };

function problem(value: unknown): { code: string; details: object; message: string } {
  try {
    parseOrder(value, '第 3 行');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('accepted');
}

test('a whole order comes through as it is', () => {
  const whole = {
    ...good,
    id: '2026-HX/000123',
    form: 'message',
    caller: { name: '王女士', phone: '138****2207' },
    place: { street: '西长安街', address: '西单北大街 1 号', lng: 116.37, lat: 39.9 },
    attachments: [
      { name: '小票.jpg', mediaType: 'image/jpeg', sha256: 'a'.repeat(64), url: 'https://example.org/1' },
    ],
    externalId: 'BJ-1',
  };
  expect(parseOrder(whole, '')).toEqual(whole);
  expect(parseOrder(good, '')).toEqual(good);
});

test.each([
  [{ ...good, txet: 'x' }, 'unknown_field', 'txet'],
  [{ channel: 'phone', receivedAt: good.receivedAt, txet: 'x' }, 'unknown_field', 'txet'],
  [{ ...good, caller: { tel: '1' } }, 'unknown_field', 'caller.tel'],
  [{ ...good, text: undefined }, 'missing_field', 'text'],
  [{ text: 'x', receivedAt: good.receivedAt }, 'missing_field', 'channel'],
  [
    { ...good, attachments: [{ name: 'a', mediaType: 'image/png', url: 'https://a.b' }] },
    'missing_field',
    'attachments.0.sha256',
  ],
  [{ ...good, text: 5 }, 'bad_field', 'text'],
  [{ ...good, text: null }, 'bad_field', 'text'],
  [{ ...good, form: 'letter' }, 'bad_field', 'form'],
  [{ ...good, receivedAt: '2026-04-14T09:30:00' }, 'bad_field', 'receivedAt'],
  [{ ...good, receivedAt: '2026-04-14' }, 'bad_field', 'receivedAt'],
  [{ ...good, receivedAt: '2026-02-30T09:30:00+08:00' }, 'bad_field', 'receivedAt'],
  [{ ...good, id: '' }, 'bad_field', 'id'],
  [{ ...good, id: 'a b' }, 'bad_field', 'id'],
  [{ ...good, id: 'x'.repeat(129) }, 'bad_field', 'id'],
  [{ ...good, place: { lng: 181 } }, 'bad_field', 'place.lng'],
  [{ ...good, place: { lng: Number.NaN } }, 'bad_field', 'place.lng'],
  [{ ...good, place: [] }, 'bad_field', 'place'],
  [
    {
      ...good,
      attachments: [{ name: 'a', mediaType: 'image/png', sha256: 'a'.repeat(64), url: 'file:///etc/passwd' }],
    },
    'bad_field',
    'attachments.0.url',
  ],
  [{ ...good, text: '买鞋\0要退' }, 'bad_field', 'text'],
  [{ ...good, text: '买鞋\ud83d要退' }, 'bad_field', 'text'],
  [{ ...good, caller: { name: '王\ude00' } }, 'bad_field', 'caller.name'],
  [{ ...good, text: '' }, 'empty_text', 'text'],
  [{ ...good, text: ' \u3000\n\u200b\ufeff\t' }, 'empty_text', 'text'],
  [{ ...good, text: '字'.repeat(TEXT_LIMIT + 1) }, 'text_too_long', 'text'],
  [{ ...good, text: '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\u0001' }, 'not_text', 'text'],
  [{ ...good, text: '\ufffd'.repeat(20) + 'JFIF' }, 'not_text', 'text'],
])('%j is refused as %s of %s', (value, code, field) => {
  const error = problem(value);
  expect(error).toMatchObject({ code, details: { where: '第 3 行', field } });
  expect(error.message).toContain('第 3 行');
  expect(error.message).toMatch(/\p{Script=Han}/u);
  expect(error.message).not.toMatch(/Invalid|expected/);
});

test('what is no object is refused in Chinese', () => {
  for (const value of [null, 5, 'x', [], [good]]) expect(problem(value).code).toBe('bad_request');
});

test('the longest text, emoji, rare characters and single odd characters are accepted', () => {
  for (const text of ['字'.repeat(TEXT_LIMIT), '👍𠮷', '应\ufffd该退款\u0007，请处理']) {
    expect(parseOrder({ ...good, text }, '').text).toBe(text);
  }
});

test('whatever comes in, the answer is an order or an AppError', () => {
  const nearly = fc.record(
    {
      channel: fc.oneof(fc.constant('phone'), fc.anything()),
      receivedAt: fc.oneof(fc.constant(good.receivedAt), fc.anything()),
      text: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
      caller: fc.anything(),
      id: fc.anything(),
      extra: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(nearly, fc.anything()), (value) => {
      try {
        expect(parseOrder(value, '').text).toBe((value as { text: string }).text);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
