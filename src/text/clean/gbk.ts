let reverse: Map<string, number> | undefined;
let forward: Map<number, string> | undefined;

function load(): void {
  const decoder = new TextDecoder('gb18030');
  reverse = new Map();
  forward = new Map();
  const bytes = new Uint8Array(2);
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue;
      bytes[0] = high;
      bytes[1] = low;
      const character = decoder.decode(bytes);
      if (character.length !== 1 || character === '\ufffd') continue;
      const code = (high << 8) | low;
      forward.set(code, character);
      if (!reverse.has(character)) reverse.set(character, code);
    }
  }
}

/** The two GBK bytes of a character as one number, or undefined. The table is made on first use. */
export function gbkCode(character: string): number | undefined {
  if (!reverse) load();
  return reverse?.get(character);
}

/** The character of two GBK bytes; undefined for pairs that stand for none or are for private use. */
export function gbkCharacter(high: number, low: number): string | undefined {
  if (!forward) load();
  const character = forward?.get((high << 8) | low);
  return character !== undefined && /[\ue000-\uf8ff]/.test(character) ? undefined : character;
}

/** Whether a Chinese character is one of the 3,755 of GB 2312 level 1, which make up 99.7 % of running text. */
export function isCommonCharacter(character: string): boolean {
  const code = gbkCode(character);
  if (code === undefined) return false;
  return code >= 0xb0a1 && code <= 0xd7f9 && (code & 0xff) >= 0xa1;
}
