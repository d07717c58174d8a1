import type { Random } from '../../src/kernel/random.ts';

/** Pieces that break readers: of encodings, of formats, of regular expressions, of spreadsheets. */
const PIECES: readonly string[] = [
  '\u0000',
  '\ud800',
  '\udfff',
  '\ufeff',
  '\u202e',
  '\u200b',
  '\u2028',
  '\r\n\r\n',
  '"',
  "'",
  '\\',
  ',',
  '\t',
  '{',
  '}}',
  '[[[[',
  ']',
  ':',
  '<script>',
  '</',
  '&#0;',
  '%',
  '%ff',
  '%00',
  '..%2f',
  '=cmd|',
  '@SUM(1)',
  '1e999',
  '-0',
  'NaN',
  '9'.repeat(40),
  '2026-02-30',
  '0000-00-00T99:99:99+99:99',
  '十'.repeat(60),
  '第'.repeat(80),
  '（'.repeat(200),
  '元'.repeat(50),
  '市民:'.repeat(40),
  '13800001234',
  '110101199003074578',
  '👨‍👩‍👧‍👦',
  'é',
  '𠮷',
  '，。！？',
  'a@b.c'.repeat(30),
  'http://x.y/'.repeat(20),
  '1234567890'.repeat(30),
  '\u001b[31m',
  'null',
  'true',
  '"__proto__":{"x":1}',
  'constructor',
];

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** A text like one of the samples, with up to eight things wrong with it; now and then nothing but rubbish. */
export function mutated(random: Random, samples: readonly string[]): string {
  let text = random() < 0.1 ? '' : pick(random, samples);
  const changes = 1 + Math.floor(random() * 8);
  for (let n = 0; n < changes; n++) {
    const at = Math.floor(random() * (text.length + 1));
    const length = Math.floor(random() * 20);
    const kind = random();
    if (kind < 0.35) text = text.slice(0, at) + pick(random, PIECES) + text.slice(at);
    else if (kind < 0.55) text = text.slice(0, at) + text.slice(at + length);
    else if (kind < 0.7) text = text.slice(0, at) + text.slice(Math.max(0, at - length * 5));
    else if (kind < 0.85)
      text = text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x10000)) + text.slice(at + 1);
    else {
      const other = pick(random, samples);
      text = text.slice(0, at) + other.slice(Math.floor(random() * other.length));
    }
    // Seldom, something long: what takes time with the square of it shows here.
    if (random() < 0.004) text += pick(random, PIECES).repeat(300);
    if (text.length > 20_000) text = text.slice(0, 20_000);
  }
  return text;
}

/** The same of bytes: flipped, cut, doubled. */
export function mutatedBytes(random: Random, samples: readonly Uint8Array[]): Uint8Array {
  const bytes = Uint8Array.from(pick(random, samples));
  const changes = 1 + Math.floor(random() * 12);
  for (let n = 0; n < changes; n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  const cut = random();
  if (cut < 0.2) return bytes.subarray(0, Math.floor(random() * bytes.length));
  if (cut < 0.3) return Uint8Array.from([...bytes, ...bytes.subarray(Math.floor(random() * bytes.length))]);
  return bytes;
}
