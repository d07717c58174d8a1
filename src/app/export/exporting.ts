import { createHash } from 'node:crypto';
import { beijingDay } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { keysOf as namesIn } from '../../kernel/keys.ts';
import type { OrderLayout } from '../../profile/order-layouts.ts';
import { appendAudit } from '../../store/audit.ts';
import { countKept, keysOf, SUMMED, sumsOf } from '../../store/order-export.ts';
import type { Summed } from '../../store/order-export.ts';
import type { OrderQuery } from '../../store/order-conditions.ts';
import type { Context } from '../context.ts';
import { askedFor } from '../intake/known-caller.ts';
import { seenBy } from '../intake/reading.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor, OrderFilter } from '../types.ts';
import { csvOf } from './csv-writing.ts';
import { ALL_FIELDS, DEFAULT_FIELDS, fieldNamed } from './export-fields.ts';
import { rowsOf } from './export-rows.ts';
import type {
  Cell,
  ExportEncoding,
  ExportField,
  ExportFormat,
  RecipientMark,
  Source,
} from './export-types.ts';
import { localTime } from './local-time.ts';
import { maskedFields } from './masking-cells.ts';
import { withholdingFields } from './withholding-cells.ts';
import { xlsxOf } from './xlsx-writing.ts';

export type ExportAsked = {
  readonly format: ExportFormat;
  /** csv only; left out: UTF-8. */
  readonly encoding?: ExportEncoding;
  /** Keys or headings of columns, in order; left out: the usual ones. `all` alone: every one there is. */
  readonly columns?: readonly string[];
  /** Id of a layout of the profile, instead of columns. */
  readonly layout?: string;
  /** Masked also for somebody who may see who called. */
  readonly mask?: boolean;
  /** The filter in words that can be given again, for the mark. */
  readonly described: string;
};

/** A file in the making: how it is called, and its bytes as they are read. */
export type ExportFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly mark: RecipientMark;
  /** Told how many rows are written. */
  readonly bytes: (onRows?: (rows: number) => void) => AsyncGenerator<Uint8Array>;
};

export type ListSums = { readonly total: number } & {
  readonly [K in Summed]: readonly {
    readonly value: string | null;
    readonly name: string;
    readonly n: number;
  }[];
};

export type Exporting = {
  /** Columns and layouts there are to choose from. */
  readonly choices: {
    readonly fields: readonly { readonly key: string; readonly name: string; readonly usual: boolean }[];
    readonly layouts: readonly Pick<OrderLayout, 'id' | 'name' | 'description'>[];
  };
  /** How many orders of the actor's reach fit, and how they divide. */
  readonly sums: (actor: Actor, filter: OrderFilter) => Promise<ListSums>;
  /**
   * Every order of the actor's reach that fits, in the order of the list. Who takes what is in the audit before the first
   * byte; how much was taken, and the hash of it, when the last one is. Throws `forbidden`, `bad_field`.
   */
  readonly take: (actor: Actor, filter: OrderFilter, asked: ExportAsked) => Promise<ExportFile>;
};

const MEDIA: Readonly<Record<ExportFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
};
/** Heading of the last column: rows that are copied into another file take with them whose they were. */
export const MARK_HEADING = '导出标记';

/** Exports of orders: the list on the screen, whole, as a file. */
export function createExporting(context: Pick<Context, 'store' | 'clock' | 'profile' | 'names'>): Exporting {
  const { store, clock, profile } = context;
  const layouts = new Map((profile.orderLayouts ?? []).map((layout) => [layout.id, layout]));
  const groups = new Map(profile.groups.map(({ code, name }) => [code, name]));
  const names: Source['names'] = { ...context.names, group: (code) => groups.get(code.slice(0, 2)) ?? '' };
  for (const { id, columns } of layouts.values())
    for (const { field } of columns)
      if (fieldNamed(field) === null)
        throw new AppError('bad_profile', { file: id, reason: `导出没有“${field}”这一项` });

  const queryOf = (actor: Actor, filter: OrderFilter): OrderQuery => {
    return { ...filter, ...seenBy(actor), reach: scopeOf(actor, 'order.export') };
  };

  const sums: Exporting['sums'] = async (actor, filter) => {
    const query = queryOf(actor, filter);
    const found = await store.read((db) => sumsOf(db, query));
    const parts = namesIn(SUMMED).map((by) => [
      by,
      found.flatMap((sum) =>
        sum.by === by ? [{ value: sum.value, n: sum.n, name: valueName(by, sum.value) }] : [],
      ),
    ]);
    const total = found.reduce((sum, { by, n }) => sum + (by === 'state' ? n : 0), 0);
    return { total, ...Object.fromEntries(parts) } as ListSums;
  };

  const valueName = (by: Summed, value: string | null): string => {
    if (value === null) return '不明';
    if (by === 'leadUnit') return names.unit(value);
    if (by === 'issueType') return names.issueType(value);
    const field = fieldNamed(by);
    if (by === 'street' || by === 'demandKind' || field === null) return value;
    return String(field.value({ order: { [by]: value }, names } as unknown as Source) ?? value);
  };

  const take: Exporting['take'] = async (actor, filter, asked) => {
    const query = queryOf(actor, filter);
    const { format, encoding = 'utf-8', described } = asked;
    if (format === 'xlsx' && asked.encoding === 'gb18030')
      throw new AppError('bad_field', {
        where: '',
        field: 'encoding',
        reason: 'xlsx 不分编码，只有 csv 可以选',
      });
    const layout = layoutOf(asked.layout);
    const columns = columnsOf(asked, layout);
    const masked = asked.mask === true || !mayDo(actor, 'order.personal');
    const fields = withholdingFields(columns.map(({ field }) => field));
    const shown = masked ? maskedFields(fields) : fields;
    const { keys, withheld } = await store.read(async (db) => ({
      keys: await keysOf(db, query),
      withheld: await countKept(db, query),
    }));
    const at = clock.now();
    const mark: RecipientMark = {
      id: `X${beijingDay(at).replaceAll('-', '')}-${newId().slice(-8).toUpperCase()}`,
      who: actor.name,
      at,
      filter: described === '' ? '全部' : described,
      rows: keys.length,
      masked,
      withheld,
    };
    const name = `工单-${layout === null ? '' : `${layout.name.replaceAll(' ', '')}-`}${mark.id}.${format}`;
    const how = `${format}${format === 'csv' ? ` ${encoding}` : ''}，${layout?.name ?? `${columns.length} 列`}`;
    await record(
      actor,
      mark,
      'order.export',
      `条件：${filterAsked(filter, mark.filter)}；${mark.rows} 件；${how}；${masked ? '已遮盖' : '未遮盖'}${
        withheld === 0 ? '' : `；保密 ${withheld} 件不含来电人信息`
      }`,
    );
    const file = { mark, name, headings: columns.map(({ heading }) => heading), encoding, layout };
    return {
      name,
      mediaType: format === 'csv' ? `${MEDIA.csv}; charset=${encoding}` : MEDIA.xlsx,
      mark,
      bytes: (onRows) =>
        watched(actor, mark, async function* (count) {
          const rows = rowsOf(store, keys, shown, names, query.reach);
          yield* bytesOf(
            format,
            file,
            counted(rows, (n) => onRows?.(count(n))),
          );
        }),
    };
  };

  /** Writes down how it ended: all of it with its hash, or broken off. */
  async function* watched(
    actor: Actor,
    mark: RecipientMark,
    write: (count: (rows: number) => number) => AsyncGenerator<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    let rows = 0;
    let bytes = 0;
    let whole = false;
    try {
      for await (const piece of write((n) => (rows += n))) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
      whole = true;
    } finally {
      const told = whole
        ? `${rows} 件，${bytes} 字节，sha256 ${hash.digest('hex')}`
        : `中断，已写出 ${rows} 件`;
      await record(actor, mark, whole ? 'order.exported' : 'order.export_broken', told);
    }
  }

  function layoutOf(id: string | undefined): OrderLayout | null {
    if (id === undefined) return null;
    const layout = layouts.get(id);
    if (layout !== undefined) return layout;
    const known = [...layouts.keys()].join('、');
    const reason = `没有这个版式${known === '' ? '' : `，可用：${known}`}`;
    throw new AppError('bad_field', { where: '', field: 'layout', reason });
  }

  function record(actor: Actor, { id }: RecipientMark, action: string, detail: string): Promise<void> {
    const entry = { actorId: actor.id, actorName: actor.name, action, subject: id, detail };
    return store.write((db) => appendAudit(db, [{ at: clock.now(), ...entry }]));
  }

  return {
    choices: {
      fields: ALL_FIELDS.map((field) => ({
        key: field.key,
        name: field.name,
        usual: DEFAULT_FIELDS.includes(field),
      })),
      layouts: [...layouts.values()].map(({ id, name, description }) => ({ id, name, description })),
    },
    sums,
    take,
  };
}

type Column = { readonly heading: string; readonly field: ExportField };

function columnsOf({ columns, layout: asked }: ExportAsked, layout: OrderLayout | null): readonly Column[] {
  const wrong = (reason: string) => new AppError('bad_field', { where: '', field: 'columns', reason });
  if (layout !== null) {
    if (columns !== undefined) throw wrong(`版式 ${asked} 的列是定好的，不能再选列`);
    return layout.columns.map(({ heading, field }) => ({ heading, field: fieldNamed(field) as ExportField }));
  }
  const all = columns?.length === 1 && columns[0] === 'all';
  const chosen = all ? ALL_FIELDS : (columns?.map((name) => fieldNamed(name) ?? name) ?? DEFAULT_FIELDS);
  const unknown = chosen.find((field) => typeof field === 'string');
  if (unknown !== undefined)
    throw wrong(`没有“${unknown}”这一列，可用：${ALL_FIELDS.map(({ key }) => key).join(' ')}`);
  const fields = [...new Set(chosen as readonly ExportField[])];
  if (fields.length === 0) throw wrong('至少选一列');
  return fields.map((field) => ({ heading: field.name, field }));
}

async function* counted<T>(
  batches: AsyncIterable<readonly T[]>,
  tell: (rows: number) => void,
): AsyncGenerator<readonly T[]> {
  for await (const batch of batches) {
    yield batch;
    tell(batch.length);
  }
}

type Made = {
  readonly mark: RecipientMark;
  readonly name: string;
  readonly headings: readonly string[];
  readonly encoding: ExportEncoding;
  readonly layout: OrderLayout | null;
};

function bytesOf(
  format: ExportFormat,
  { mark, name, headings: chosen, encoding, layout }: Made,
  unmarked: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<Uint8Array> {
  const line = `${mark.id} ${mark.who} ${localTime(mark.at)}`;
  const headings = [...chosen, MARK_HEADING];
  const batches = marked(unmarked, line);
  if (format === 'csv') return csvOf(headings, batches, encoding);
  return xlsxOf({
    name: '工单',
    columns: headings.map((heading) => ({ heading, width: widthOf(heading) })),
    batches,
    about: [
      ['文件', name],
      ['导出标记', mark.id],
      ['导出人', mark.who],
      ['导出时间', localTime(mark.at)],
      ['筛选条件', mark.filter],
      ['件数', `${mark.rows}（提出导出时符合条件的）`],
      ['来电人信息', mark.masked ? '已遮盖' : '未遮盖，请妥善保管'],
      ['保密工单', mark.withheld === 0 ? '没有' : `${mark.withheld} 件，来电人信息不写入文件`],
      ['版式', layout === null ? `所选 ${chosen.length} 列` : `${layout.name}。${layout.description}`],
    ],
    properties: { creator: mark.who, title: name, note: `${line}；条件：${mark.filter}；${mark.rows} 件` },
    at: mark.at,
  });
}

async function* marked(
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  mark: string,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for await (const rows of batches) yield rows.map((cells) => [...cells, mark]);
}

/** Texts get room, moments as much as they need. */
const widthOf = (heading: string): number =>
  /内容$|标题|摘要/.test(heading)
    ? 60
    : /时间|时限|起于/.test(heading)
      ? 20
      : /地址|单位$/.test(heading)
        ? 28
        : 14;

/** The filter of an export as the audit keeps it. */
const filterAsked = ({ caller }: OrderFilter, words: string): string =>
  askedFor('filter', caller === undefined ? words : words.replaceAll(caller, askedFor('caller', caller)));
