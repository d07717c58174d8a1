import { AppError } from '../../kernel/errors.ts';
import { CHANNEL_NAMES, FORM_NAMES } from '../../kernel/order-words.ts';

/** Fields of an order that a column can fill. */
export const FIELDS = [
  'id',
  'externalId',
  'channel',
  'form',
  'receivedAt',
  'text',
  'caller.name',
  'caller.phone',
  'place.street',
  'place.address',
  'place.lng',
  'place.lat',
] as const;
export type Field = (typeof FIELDS)[number];

/** Column heading -> field, or null for a column to leave out. */
export type ColumnMap = Readonly<Record<string, string | null>>;

/** Headings met in the tables hotlines hand out, by field; compared without spaces, brackets and case. */
const HEADINGS: Readonly<Record<Field, readonly string[]>> = {
  id: ['id', '编号', '工单id'],
  externalId: ['externalid', '工单编号', '工单号', '受理编号', '诉求编号', '案件编号', '派单编号'],
  channel: [
    'channel',
    '渠道',
    '来源',
    '来源渠道',
    '诉求渠道',
    '受理渠道',
    '来电渠道',
    '诉求来源',
    '工单来源',
  ],
  form: ['form', '文本形式'],
  receivedAt: [
    'receivedat',
    '来电时间',
    '受理时间',
    '诉求时间',
    '接收时间',
    '创建时间',
    '登记时间',
    '反映时间',
    '时间',
  ],
  text: ['text', '诉求内容', '主要内容', '问题描述', '反映内容', '工单内容', '诉求描述', '来电内容', '内容'],
  'caller.name': [
    'caller.name',
    'name',
    '来电人',
    '来电人姓名',
    '诉求人',
    '诉求人姓名',
    '姓名',
    '市民姓名',
    '联系人',
  ],
  'caller.phone': [
    'caller.phone',
    'phone',
    '联系电话',
    '来电号码',
    '电话',
    '手机',
    '手机号',
    '联系方式',
    '主叫号码',
  ],
  'place.street': [
    'place.street',
    'street',
    '街道',
    '所属街道',
    '街乡镇',
    '街道乡镇',
    '街道（乡镇）',
    '属地街道',
  ],
  'place.address': [
    'place.address',
    'address',
    '地址',
    '事发地址',
    '诉求地址',
    '问题地址',
    '具体地址',
    '详细地址',
    '地点',
  ],
  'place.lng': ['place.lng', 'lng', '经度'],
  'place.lat': ['place.lat', 'lat', '纬度'],
};

/** Headings of what is put beside refused rows, and of the mark of an export: nothing to take in, nothing to tell. */
export const REFUSED_ROW = '拒收行号';
export const REFUSED_COLUMN = '拒收列';
export const REFUSED_REASON = '拒收原因';
const BESIDE: readonly string[] = [REFUSED_ROW, REFUSED_COLUMN, REFUSED_REASON, '导出标记'];

/** How our own exports name what an order is known by; elsewhere a 工单编号 is the other system's. */
const OURS: Readonly<Record<string, Field | null>> = {
  系统编号: 'id',
  来源编号: 'externalId',
  工单编号: null,
};

/** One form for headings that mean the same. */
export const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .replace(/[\s()*:【】[\]]/g, '')
    .toLowerCase();

const BY_HEADING = new Map(
  FIELDS.flatMap((field) => HEADINGS[field].map((heading) => [plain(heading), field] as const)),
);

export type Columns = {
  /** Field of each column, null where it is left out. */
  readonly fields: readonly (Field | null)[];
  /** Headings that fill nothing and that no map left out on purpose. */
  readonly ignored: readonly string[];
};

/** The field a heading is known to stand for; null for one that is left out, undefined for an unknown one. */
export const fieldOf = (heading: string): Field | null | undefined => {
  const key = plain(heading);
  return BESIDE.includes(key) ? null : BY_HEADING.get(key);
};

/** As `columnsIn`; throws `bad_file` also where there is no column of texts. */
export function mapColumns(headings: readonly string[], file: string, map: ColumnMap = {}): Columns {
  const columns = columnsIn(headings, file, map);
  if (columns.fields.includes('text')) return columns;
  throw new AppError('bad_file', { file, reason: `没有诉求内容这一列，表头为：${shown(headings)}` });
}

/**
 * What each column fills. A map given by the user comes first, then the known headings; the first of two
 * columns for a field wins. Throws `bad_file` for a map that names an unknown field, or a column that is not there.
 */
export function columnsIn(headings: readonly string[], file: string, map: ColumnMap = {}): Columns {
  const named = new Set(headings.map(plain));
  const isOurs = ['系统编号', '来源编号'].every((heading) => named.has(heading));
  const own = new Map<string, Field | null>(isOurs ? Object.entries(OURS) : []);
  for (const [heading, field] of Object.entries(map)) own.set(plain(heading), checked(field, file));
  const absent = Object.entries(map).flatMap(([heading, field]) =>
    field === null || named.has(plain(heading)) ? [] : [`“${heading}”`],
  );
  if (absent.length > 0)
    throw new AppError('bad_file', {
      file,
      reason: `列映射里的列 ${absent.join('、')} 不在表头里：${shown(headings)}`,
    });
  const taken = new Set<Field>(
    [...own].flatMap(([key, field]) => (field !== null && named.has(key) ? [field] : [])),
  );
  const filled = new Set<Field>();
  const ignored: string[] = [];
  const fields = headings.map((heading) => {
    const key = plain(heading);
    const mapped = own.get(key);
    if (mapped !== undefined) {
      if (mapped === null || !filled.has(mapped)) {
        if (mapped !== null) filled.add(mapped);
        return mapped;
      }
    }
    const known = mapped === undefined ? fieldOf(heading) : undefined;
    if (known === undefined || (known !== null && taken.has(known))) {
      if (heading.trim() !== '') ignored.push(heading.trim());
      return null;
    }
    if (known !== null) taken.add(known);
    return known;
  });
  return { fields, ignored };
}

const shown = (headings: readonly string[]): string =>
  headings
    .filter((h) => h.trim() !== '')
    .join('、')
    .slice(0, 300);

function checked(field: string | null, file: string): Field | null {
  if (field === null || (FIELDS as readonly string[]).includes(field)) return field as Field | null;
  throw new AppError('bad_file', { file, reason: `列映射中没有字段“${field}”，可用：${FIELDS.join(' ')}` });
}

/** A field as people read it: the heading it is best known by. */
export const fieldName = (field: string): string =>
  HEADINGS[field as Field]?.find((heading) => /\p{Script=Han}/u.test(heading)) ?? field;

const byName = (names: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(names).map(([code, name]) => [name.toLowerCase(), code]);

const CHANNELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(byName(CHANNEL_NAMES)),
  热线: 'phone',
  来电: 'phone',
  '12345': 'phone',
  网络: 'web',
  手机app: 'app',
  信件: 'mail',
};
const FORMS: Readonly<Record<string, string>> = Object.fromEntries(byName(FORM_NAMES));

/** Channel of rows whose table does not tell. */
export const NO_CHANNEL = 'import';

/** A cell that cannot be taken as it is, and why. */
export type CellFault = { readonly fault: string };
export type Cell = string | number | boolean | Date | CellFault | null | undefined;

export const isFault = (cell: Cell): cell is CellFault =>
  typeof cell === 'object' && cell !== null && 'fault' in cell;

/** A cell in words, as its table shows it; moments as Beijing's clock. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || isFault(cell)) return '';
  if (!(cell instanceof Date)) return String(cell);
  return Number.isNaN(cell.getTime()) ? '' : clockOf(cell).replace('T', ' ');
}

/**
 * A row as an order not yet checked: empty cells are absent, times without an offset are Beijing's, known
 * Chinese channel names become ours. Throws `bad_request` for a cell that cannot be taken.
 */
export function rowToOrder(cells: readonly Cell[], columns: Columns): Record<string, unknown> {
  const order: Record<string, unknown> = { channel: NO_CHANNEL };
  const nested: Record<string, Record<string, unknown>> = {};
  for (const [i, field] of columns.fields.entries()) {
    if (field === null) continue;
    const cell = cells[i];
    if (isFault(cell)) throw new AppError('bad_request', { reason: cell.fault });
    const value = cellValue(field, cell);
    if (value === undefined) continue;
    const [head, tail] = field.split('.') as [string, string | undefined];
    if (tail === undefined) order[head] = value;
    else (nested[head] ??= {})[tail] = value;
  }
  return { ...order, ...nested };
}

function cellValue(field: Field, cell: Exclude<Cell, CellFault>): unknown {
  if (cell === null || cell === undefined) return undefined;
  if (cell instanceof Date) return dateOf(cell);

  const raw = String(cell);
  // The text stays as it was handed in; everything else is trimmed.
  const value = field === 'text' ? raw : raw.trim();
  if (value.trim() === '') return undefined;
  if (field === 'receivedAt') return timeOf(value);
  if (field === 'channel') return CHANNELS[value.toLowerCase()] ?? value;
  if (field === 'form') return FORMS[value] ?? value;
  if (field === 'place.lng' || field === 'place.lat')
    return Number.isFinite(Number(value)) ? Number(value) : value;
  return value;
}

/** Spreadsheets keep times without an offset. */
function dateOf(cell: Date): string {
  return Number.isNaN(cell.getTime()) ? '不是日期' : beijing(clockOf(cell));
}

/** `2026-04-14T09:30:00`, with milliseconds where there are any. */
function clockOf(cell: Date): string {
  return cell.toISOString().replace(/(?:\.000)?Z$/, '');
}

const TIME =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(\.\d{1,9})?秒?|分)?)?$/;

/** `2025/1/12 9:30` and its kin, taken as Beijing time; what is not understood goes on to be refused. */
function timeOf(value: string): string {
  const found = TIME.exec(value);
  if (found === null) return value;
  const [year, month, day, hour, minute, second] = found
    .slice(1, 7)
    .map((part) => (part ?? '0').padStart(2, '0'));
  const part = found[7] === undefined || Number(found[7]) === 0 ? '' : found[7];
  return beijing(`${year}-${month}-${day}T${hour}:${minute}:${second}${part}`);
}

const beijing = (local: string): string => `${local}+08:00`;
