/** Characters that have a code of four bytes by rule: everything beyond the basic plane. */
const FIRST_BEYOND = 0x10000;
/** Number of the first of these among the four-byte codes (WHATWG Encoding, index gb18030 ranges). */
const BEYOND_POINTER = 189_000;
/** Four-byte codes of the basic plane. */
const BASIC_POINTERS = 39_420;

let table: ReadonlyMap<number, readonly number[]> | null = null;

/**
 * A text in GB18030, for spreadsheet programs that know no UTF-8. The platform reads the encoding and does not write it:
 * the table is what its reader says of every code. What has no code of its own (a lone half of a character, U+FFFF)
 * becomes a question mark.
 */
export function encodeGb18030(text: string): Uint8Array {
  table ??= tableOf();
  const bytes = new Uint8Array(text.length * 4);
  let at = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    const found =
      code >= FIRST_BEYOND ? fourBytes(BEYOND_POINTER + code - FIRST_BEYOND) : (table.get(code) ?? [0x3f]);
    for (const byte of found) bytes[at++] = byte;
  }
  return bytes.subarray(0, at);
}

function tableOf(): ReadonlyMap<number, readonly number[]> {
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<number, readonly number[]>();
  const learn = (bytes: readonly number[]): void => {
    const said = decoder.decode(Uint8Array.from(bytes));
    const code = said.codePointAt(0);
    // Of two codes for a character the first is the one in use.
    if (code !== undefined && said.length === 1 && code !== 0xfffd && !codes.has(code))
      codes.set(code, bytes);
  };
  for (let first = 0x81; first <= 0xfe; first++)
    for (let second = 0x40; second <= 0xfe; second++) if (second !== 0x7f) learn([first, second]);
  for (let pointer = 0; pointer < BASIC_POINTERS; pointer++) learn(fourBytes(pointer));
  return codes;
}

function fourBytes(pointer: number): readonly number[] {
  return [
    0x81 + Math.floor(pointer / 12_600),
    0x30 + (Math.floor(pointer / 1260) % 10),
    0x81 + (Math.floor(pointer / 10) % 126),
    0x30 + (pointer % 10),
  ];
}
