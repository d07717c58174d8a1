/** Codes 0-65535 are single code units; a pair `ab` is `(a + 1) * 65536 + b`. */
const PAIR = 65_536;

const isWord = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0x3400 && code <= 0x4dbf) ||
  (code >= 48 && code <= 57) ||
  (code >= 97 && code <= 122);

/**
 * Characters and neighbouring pairs of a clean text, as numbers. Latin is lower-cased; everything that is neither
 * a Han character, a letter nor a digit separates, so that no pair reaches across a comma.
 */
export function characterTokens(text: string): number[] {
  const tokens: number[] = [];
  let before = -1;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= 65 && code <= 90) code += 32;
    if (!isWord(code)) {
      before = -1;
      continue;
    }
    tokens.push(code);
    if (before >= 0) tokens.push((before + 1) * PAIR + code);
    before = code;
  }
  return tokens;
}
