import { expect, it } from 'vitest';
import { phoneDigits } from '../../src/kernel/phone.ts';

it.each([
  ['136-0000-1127', '13600001127'],
  ['+86 136 0000 1127', '13600001127'],
  ['（+86）13600001127', '13600001127'],
  ['008613600001127', '13600001127'],
  ['8613600001127', '13600001127'],
  ['+86 136****1127', '136****1127'],
  ['136xxxx1127', '136****1127'],
  ['010-66011234', '01066011234'],
  // No country code: part of a number, or another number.
  ['0086', '0086'],
  ['86001127', '86001127'],
  ['+852 2345 6789', '0085223456789'],
])('%s is %s', (phone, digits) => {
  expect(phoneDigits(phone)).toBe(digits);
});

it('is null without a digit', () => {
  expect(phoneDigits('不详')).toBeNull();
  expect(phoneDigits('')).toBeNull();
});
