import { AppError } from '../../../kernel/errors.ts';
import { attribute, createXmlReader } from './xml-reading.ts';
import type { XmlListener } from './xml-reading.ts';
import type { ZipParts } from './zip-parts.ts';

/** What has to be known of a workbook before its cells can be read. */
export type Workbook = {
  /** Sheets that can be seen, in order. */
  readonly sheets: readonly { readonly name: string; readonly path: string }[];
  /** Days are counted from 1904 and not from 1900. */
  readonly is1904: boolean;
  /** Whether a cell of this style shows a moment. */
  readonly isMoment: (style: number) => boolean;
  readonly shared: readonly string[];
};

const SMALL = 64 << 20;
/** Bytes of the table of texts, which has to be held whole. */
export const SHARED_LIMIT = 256 << 20;

/** Reads everything of a workbook but its sheets. Throws `bad_file`. */
export async function readWorkbook(parts: ZipParts, file: string): Promise<Workbook> {
  const main = 'xl/workbook.xml';
  if (!parts.has(main)) throw new AppError('bad_file', { file, reason: '是压缩包，但不是 xlsx 表格' });
  const targets = new Map<string, string>();
  await readPart(parts, 'xl/_rels/workbook.xml.rels', SMALL, file, {
    ...SILENT,
    open: (name, given) => {
      const id = attribute(given, 'Id');
      const target = attribute(given, 'Target');
      if (name === 'Relationship' && id !== null && target !== null) targets.set(id, partPath(target));
    },
  });
  const sheets: { name: string; path: string }[] = [];
  let is1904 = false;
  await readPart(parts, main, SMALL, file, {
    ...SILENT,
    open: (tag, given) => {
      if (tag === 'workbookPr') is1904 = /^(?:1|true)$/.test(attribute(given, 'date1904') ?? '');
      if (tag !== 'sheet' || (attribute(given, 'state') ?? 'visible') !== 'visible') return;
      const id = attribute(given, String.raw`\w+:id`);
      const path = id === null ? undefined : targets.get(id);
      if (path !== undefined && parts.has(path)) sheets.push({ name: attribute(given, 'name') ?? '', path });
    },
  });
  if (sheets.length === 0) throw new AppError('bad_file', { file, reason: '表格里没有可见的工作表' });
  return {
    sheets,
    is1904,
    isMoment: await readStyles(parts, file),
    shared: await readShared(parts, file),
  };
}

const SILENT: XmlListener = { open: () => {}, text: () => {}, close: () => {} };

/** Reads a part from beginning to end; a fault of its XML is `bad_file`. */
export async function readPart(
  parts: ZipParts,
  path: string,
  limit: number,
  file: string,
  listener: XmlListener,
): Promise<void> {
  for await (const _ of readingPart(parts, path, limit, file, listener));
}

/** The same with a pause after every piece, so that what was heard can be passed on. Yields the bytes so far. */
export async function* readingPart(
  parts: ZipParts,
  path: string,
  limit: number,
  file: string,
  listener: XmlListener,
): AsyncGenerator<number> {
  const decoder = new TextDecoder('utf-8');
  const fault = (reason: string) => new AppError('bad_file', { file, reason: `${path} ${reason}` });
  const reader = createXmlReader(listener, fault);
  let bytes = 0;
  for await (const piece of parts.read(path, limit)) {
    bytes += piece.length;
    reader.push(decoder.decode(piece, { stream: true }));
    yield bytes;
  }
  reader.push(decoder.decode());
  reader.end();
  yield bytes;
}

/** Targets are relative to `xl/`, or begin at the top. */
function partPath(target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path: string[] = ['xl'];
  for (const step of target.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.') path.push(step);
  }
  return path.join('/');
}

/** Formats of the specification that show a moment; 27 to 36 and 50 to 58 are those of East Asia (ECMA-376, 18.8.30). */
const isBuiltIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a format shows a moment: what it quotes and its colours and languages left out. */
const showsMoment = (format: string): boolean =>
  /[ymdhs年月日时]/i.test(format.replace(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[_*]./gi, ''));

async function readStyles(parts: ZipParts, file: string): Promise<(style: number) => boolean> {
  const path = 'xl/styles.xml';
  const formats = new Map<number, string>();
  const moments: boolean[] = [];
  let inCells = false;
  if (parts.has(path))
    await readPart(parts, path, SMALL, file, {
      ...SILENT,
      open: (tag, given) => {
        if (tag === 'numFmt')
          formats.set(Number(attribute(given, 'numFmtId')), attribute(given, 'formatCode') ?? '');
        if (tag === 'cellXfs') inCells = true;
        if (tag !== 'xf' || !inCells) return;
        const id = Number(attribute(given, 'numFmtId') ?? 0);
        const format = formats.get(id);
        moments.push(format === undefined ? isBuiltIn(id) : showsMoment(format));
      },
      close: (tag) => void (inCells &&= tag !== 'cellXfs'),
    });
  return (style) => moments[style] ?? false;
}

async function readShared(parts: ZipParts, file: string): Promise<readonly string[]> {
  const path = 'xl/sharedStrings.xml';
  const shared: string[] = [];
  if (!parts.has(path)) return shared;
  let text = '';
  let inText = false;
  let inReading = false;
  await readPart(parts, path, SHARED_LIMIT, file, {
    open: (tag) => {
      if (tag === 'si') text = '';
      if (tag === 't') inText = !inReading;
      // How Japanese is read; no part of the text.
      if (tag === 'rPh') inReading = true;
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: (tag) => {
      if (tag === 't') inText = false;
      if (tag === 'rPh') inReading = false;
      if (tag === 'si') shared.push(written(text));
    },
  });
  return shared;
}

/** `_x000D_` and its kin as the characters they stand for (ECMA-376, ST_Xstring). */
export const written = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
