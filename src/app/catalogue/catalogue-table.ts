import { entryOn } from '../../profile/apply-revisions.ts';
import type { ProfileChange } from '../../triage/revision-types.ts';
import { catalogueChangeSchema } from './revision-schema.ts';
import type { Profile } from '../../profile/types.ts';
import { csvOf } from '../export/csv-writing.ts';
import { namedRows, type RefusedRow } from '../figures/profile-table.ts';
import type { ReadTable } from './revision-types.ts';

/** Columns of a catalogue table, read and written alike. */
export const CATALOGUE_COLUMNS = [
  '分类编码',
  '分类名称',
  '主办单位编码',
  '承办层级',
  '协办单位编码',
  '协办条件含',
  '协办条件不含',
  '条款',
  '依据',
  '赋权文件',
] as const;

type Column = (typeof CATALOGUE_COLUMNS)[number];

const LEVELS = { 部门: 'dept', 所站: 'station', 街道: 'street', 企业: 'enterprise' } as const;
const LEVEL_NAMES = Object.fromEntries(Object.entries(LEVELS).map(([name, level]) => [level, name]));

const wordsOf = (cell: string): string[] => cell.split(/[、,，;；\s]+/).filter((word) => word !== '');

/**
 * What a table says of the catalogue that is not so on a day, as changes from that day on; rows that are no entry are
 * refused by row and column. Types that the table leaves out stay as they are. Throws `bad_file` for the table.
 */
export async function readCatalogueTable(
  bytes: Uint8Array,
  file: string,
  profile: Profile,
  effectiveFrom: string,
): Promise<ReadTable> {
  const { rows, refused: broken } = await namedRows(bytes, file, CATALOGUE_COLUMNS);
  const refused: RefusedRow[] = [...broken];
  const changes: ProfileChange[] = [];
  const seen = new Map<string, number>();
  let same = 0;
  for (const { row, cells: asRead } of rows) {
    // Spreadsheets take codes for numbers: 0101 comes as 101.
    const code = asRead['分类编码'].replace(/^\d{1,3}$/, (digits) => digits.padStart(4, '0'));
    const cells = { ...asRead, 分类编码: code };
    const before = seen.get(code);
    if (before !== undefined) {
      refused.push({ row, column: '分类编码', reason: `${code} 与第 ${before} 行重复` });
      continue;
    }
    seen.set(code, row);
    const now = cellsOf(profile, code, effectiveFrom);
    // What is so already need not say its law once more.
    if (now !== null && CATALOGUE_COLUMNS.every((name) => plainCell(now[name]) === plainCell(cells[name]))) {
      same++;
      continue;
    }
    const found = entryIn(cells, profile, effectiveFrom);
    if ('reason' in found) {
      refused.push({ row, ...found });
      continue;
    }
    changes.push(found);
  }
  return { changes, same, refused };
}

const plainCell = (cell: string): string => wordsOf(cell).join('、');

function entryIn(
  cells: Readonly<Record<Column, string>>,
  profile: Profile,
  effectiveFrom: string,
): Extract<ProfileChange, { kind: 'entry' }> | { readonly column: Column | null; readonly reason: string } {
  const code = cells['分类编码'];
  const type = profile.issueTypes.find((one) => one.code === code);
  if (type === undefined) return { column: '分类编码', reason: `没有分类“${code}”` };
  if (cells['分类名称'] !== '' && cells['分类名称'] !== type.name)
    return { column: '分类名称', reason: `${code} 的名称是“${type.name}”，不是“${cells['分类名称']}”` };
  const level = LEVELS[cells['承办层级'] as keyof typeof LEVELS];
  if (level === undefined) return { column: '承办层级', reason: '须为部门、所站、街道或企业' };
  const units = new Set(['STREET', ...profile.units.map((unit) => unit.code)]);
  for (const column of ['主办单位编码', '协办单位编码'] as const) {
    const unit = cells[column];
    if (unit === '' && column === '协办单位编码') continue;
    if (!units.has(unit)) return { column, reason: `没有单位“${unit}”（街道办事处写 STREET）` };
  }
  const [onlyIf, notIf] = [wordsOf(cells['协办条件含']), wordsOf(cells['协办条件不含'])];
  const hasCondition = onlyIf.length + notIf.length > 0;
  const value = {
    kind: 'entry',
    issueType: code,
    owner: cells['主办单位编码'],
    level,
    joint: cells['协办单位编码'] === '' ? null : cells['协办单位编码'],
    clause: cells['条款'],
    basis: cells['依据'],
    ...(hasCondition
      ? {
          condition: {
            ...(onlyIf.length === 0 ? {} : { onlyIf }),
            ...(notIf.length === 0 ? {} : { notIf }),
          },
        }
      : {}),
    ...(cells['赋权文件'] === '' ? {} : { delegation: cells['赋权文件'] }),
    effectiveFrom,
  };
  const parsed = catalogueChangeSchema.safeParse(value);
  if (parsed.success && parsed.data.kind === 'entry') return parsed.data;
  const issue = parsed.error?.issues[0];
  const columns: Readonly<Record<string, Column>> = { clause: '条款', basis: '依据', delegation: '赋权文件' };
  return { column: columns[String(issue?.path[0])] ?? null, reason: issue?.message ?? '不是目录条目' };
}

/** The entry of a type on a day as cells of the table; null where it has none. */
function cellsOf(profile: Profile, code: string, day: string): Record<Column, string> | null {
  const entry = entryOn(profile, code, day);
  const type = profile.issueTypes.find((one) => one.code === code);
  if (entry === null || type === undefined) return null;
  const condition = entry.condition ?? profile.routing.jointWords?.[code] ?? {};
  return {
    分类编码: code,
    分类名称: type.name,
    主办单位编码: entry.owner,
    承办层级: LEVEL_NAMES[entry.level] ?? entry.level,
    协办单位编码: entry.joint ?? '',
    协办条件含: (condition.onlyIf ?? []).join('、'),
    协办条件不含: (condition.notIf ?? []).join('、'),
    条款: entry.clause,
    依据: entry.basis ?? '',
    赋权文件: entry.delegation ?? '',
  };
}

/** The catalogue of a day as a csv (UTF-8 with a byte order mark, as Excel wants it), one row a type. */
export async function catalogueCsv(profile: Profile, day: string): Promise<Uint8Array> {
  const rows = profile.issueTypes.flatMap(({ code }) => {
    const cells = cellsOf(profile, code, day);
    return cells === null ? [] : [CATALOGUE_COLUMNS.map((name) => cells[name])];
  });
  const pieces: Uint8Array[] = [];
  async function* batches() {
    yield rows;
  }
  for await (const piece of csvOf(CATALOGUE_COLUMNS, batches(), 'utf-8')) pieces.push(piece);
  return Buffer.concat(pieces);
}
