/**
 * Digits (and the mask `*`) of a telephone number without the country code of China, or null where there are none: one
 * form for what is stored, what is looked for and what is compared. A bare 86 counts as the country code only before
 * a mobile number.
 */
export function phoneDigits(phone: string): string | null {
  const marks = phone.replace(/[xX＊]/g, '*').replace(/^[^\d*+]*\+/, '00');
  const digits = marks.replace(/[^\d*]/g, '');
  const bare = digits.replace(/^(?:0086(?=[\d*]{7,}$)|86(?=1[\d*]{10}$))/, '');
  return bare === '' ? null : bare;
}

/** A telephone number as `phoneDigits` reads it, last digit first; null when it has none. */
export function reversedDigits(phone: string): string | null {
  const digits = phoneDigits(phone);
  return digits === null ? null : [...digits].reverse().join('');
}
