import { AppError } from '../../kernel/errors.ts';

export type FileKind = 'jsonl' | 'csv' | 'xlsx';

const BY_ENDING: Readonly<Record<string, FileKind>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  xlsx: 'xlsx',
  // Its macros are never looked at.
  xlsm: 'xlsx',
};

const NAMES: Readonly<Record<FileKind, string>> = { jsonl: 'jsonl', csv: 'csv', xlsx: 'xlsx' };

/** Bytes of a text at most: it is read whole, and a string holds half a gigabyte. */
export const TEXT_LIMIT = 400 << 20;

/**
 * What a file of orders is, by its ending, which its content must bear out. Throws `bad_file`: for another kind of file,
 * an ending that lies, a password, and what is too big to be read whole.
 */
export function kindOfFile(bytes: Uint8Array, file: string): FileKind {
  const bad = (reason: string) => new AppError('bad_file', { file, reason });
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  const said = BY_ENDING[ending];
  const found = foundIn(bytes);
  if (found === 'password') throw bad('设有密码，请取消密码后再导入');
  if (found === 'xls') throw bad('是旧版 xls 表格，请另存为 xlsx 再导入');
  if (found === 'utf-16') throw new AppError('bad_encoding', { where: file });
  if (said === undefined) throw bad('只能读 .jsonl、.csv、.xlsx');
  if (said === 'xlsx' && found !== 'zip') throw bad('扩展名是 xlsx，内容不是；如是 csv 请改扩展名');
  if (said !== 'xlsx' && found === 'zip')
    throw bad(`扩展名是 ${NAMES[said]}，内容是压缩包；如是 xlsx 请改扩展名`);
  if (said !== 'xlsx' && found === 'html')
    throw bad(`扩展名是 ${NAMES[said]}，内容是网页，请另存为 xlsx 或 csv`);
  if (said !== 'xlsx' && bytes.length > TEXT_LIMIT) throw bad(`超过 ${TEXT_LIMIT >> 20} MB，请拆成几个文件`);
  return said;
}

function foundIn(bytes: Uint8Array): 'zip' | 'xls' | 'password' | 'utf-16' | 'html' | 'text' {
  const begins = (...start: readonly number[]): boolean => start.every((byte, i) => bytes[i] === byte);
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'zip';
  // The container of old office files, and of new ones under a password.
  if (begins(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) {
    const name = Buffer.from('EncryptedPackage', 'utf16le');
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(name) ? 'password' : 'xls';
  }
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) return 'utf-16';
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).trimStart().toLowerCase();
  return /^(?:ï»¿)?\s*<(?:!doctype html|html|table)/.test(start) ? 'html' : 'text';
}
