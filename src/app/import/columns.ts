import { AppError } from '../../kernel/errors.ts';

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

const plain = (heading: string): string =>
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

/**
 * What each column fills. A map given by the user comes first, then the known headings; the first of two
 * columns for a field wins. Throws `bad_file` if there is no column of texts, and for a map that names an
 * unknown field.
 */
export function mapColumns(headings: readonly string[], file: string, map: ColumnMap = {}): Columns {
  const own = new Map(Object.entries(map).map(([heading, field]) => [plain(heading), checked(field, file)]));
  const taken = new Set<Field>([...own.values()].filter((field) => field !== null));
  const ignored: string[] = [];
  const fields = headings.map((heading) => {
    const key = plain(heading);
    const mapped = own.get(key);
    if (mapped !== undefined) return mapped;
    const known = BY_HEADING.get(key);
    if (known === undefined || taken.has(known)) {
      if (heading.trim() !== '') ignored.push(heading.trim());
      return null;
    }
    taken.add(known);
    return known;
  });
  if (!fields.includes('text')) {
    const reason = `没有诉求内容这一列，表头为：${headings
      .filter((h) => h.trim() !== '')
      .join('、')
      .slice(0, 300)}`;
    throw new AppError('bad_file', { file, reason });
  }
  return { fields, ignored };
}

function checked(field: string | null, file: string): Field | null {
  if (field === null || (FIELDS as readonly string[]).includes(field)) return field as Field | null;
  throw new AppError('bad_file', { file, reason: `列映射中没有字段“${field}”，可用：${FIELDS.join(' ')}` });
}

const CHANNELS: Readonly<Record<string, string>> = {
  电话: 'phone',
  热线: 'phone',
  来电: 'phone',
  '12345': 'phone',
  网站: 'web',
  网络: 'web',
  微信: 'wechat',
  app: 'app',
  手机app: 'app',
  微博: 'weibo',
  抖音: 'douyin',
  邮件: 'mail',
  信件: 'mail',
};

/** Channel of rows whose table does not tell. */
const NO_CHANNEL = 'import';

export type Cell = string | number | boolean | Date | null | undefined;

/**
 * A row as an order not yet checked: empty cells are absent, times without an offset are Beijing's, known
 * Chinese channel names become ours.
 */
export function rowToOrder(cells: readonly Cell[], columns: Columns): Record<string, unknown> {
  const order: Record<string, unknown> = { channel: NO_CHANNEL };
  const nested: Record<string, Record<string, unknown>> = {};
  for (const [i, field] of columns.fields.entries()) {
    if (field === null) continue;
    const value = cellValue(field, cells[i]);
    if (value === undefined) continue;
    const [head, tail] = field.split('.') as [string, string | undefined];
    if (tail === undefined) order[head] = value;
    else (nested[head] ??= {})[tail] = value;
  }
  return { ...order, ...nested };
}

function cellValue(field: Field, cell: Cell): unknown {
  if (cell === null || cell === undefined) return undefined;
  if (cell instanceof Date) return dateOf(cell);

  const raw = String(cell);
  // The text stays as it was handed in; everything else is trimmed.
  const value = field === 'text' ? raw : raw.trim();
  if (value.trim() === '') return undefined;
  if (field === 'receivedAt') return timeOf(value);
  if (field === 'channel') return CHANNELS[value.toLowerCase()] ?? value;
  if (field === 'place.lng' || field === 'place.lat')
    return Number.isFinite(Number(value)) ? Number(value) : value;
  return value;
}

/** Spreadsheets keep times as fractions of a day, which miss the second by a hair, and without an offset. */
function dateOf(cell: Date): string {
  if (Number.isNaN(cell.getTime())) return '不是日期';
  return beijing(new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().slice(0, 19));
}

const TIME =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?|分)?)?$/;

/** `2025/1/12 9:30` and its kin, taken as Beijing time; what is not understood goes on to be refused. */
function timeOf(value: string): string {
  const found = TIME.exec(value);
  if (found === null) return value;
  const [year, month, day, hour, minute, second] = found
    .slice(1)
    .map((part) => (part ?? '0').padStart(2, '0'));
  return beijing(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
}

const beijing = (local: string): string => `${local}+08:00`;
