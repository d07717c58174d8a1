import { checkHeads } from '../../profile/heads.ts';
import type { HeadsFile } from '../../profile/heads.ts';
import type { Profile } from '../../profile/types.ts';
import { namedRows } from './profile-table.ts';
import type { RefusedRow } from './profile-table.ts';

export const HEADS_COLUMNS = ['分类编码', '归入', '理由'] as const;
/** In the column of heads: under none. */
export const NO_HEAD = '不归';

/**
 * Which head each type falls under, from a table over what was known: heads by code or name, 不归 for none, each with its
 * reason. Types that are not in the table stay as they were. With rows refused nothing is to be kept. Throws `bad_file`.
 */
export async function headsFrom(
  bytes: Uint8Array,
  file: string,
  profile: Pick<Profile, 'issueTypes'>,
  known: HeadsFile,
): Promise<{ readonly made: HeadsFile; readonly taken: number; readonly refused: readonly RefusedRow[] }> {
  const { rows, refused: broken } = await namedRows(bytes, file, HEADS_COLUMNS);
  const refused: RefusedRow[] = [...broken];
  const codes = new Set(profile.issueTypes.map(({ code }) => code));
  const seen = new Map<string, HeadsFile['types'][number]>();
  for (const { row, cells } of rows) {
    const refuse = (column: (typeof HEADS_COLUMNS)[number], reason: string): void => {
      refused.push({ row, column, reason });
    };
    const { 归入: said, 理由: reason } = cells;
    // Tables take the zero in front of 0101 for nothing.
    const type = /^\d{3}$/.test(cells['分类编码']) ? `0${cells['分类编码']}` : cells['分类编码'];
    const head = known.heads.find(({ code, name }) => code === said || name === said);
    if (!codes.has(type)) refuse('分类编码', `没有分类“${type}”`);
    else if (seen.has(type)) refuse('分类编码', `分类 ${type} 重复`);
    else if (head === undefined && said !== NO_HEAD)
      refuse('归入', `没有“${said}”，可写：${known.heads.map(({ name }) => name).join('、')}、${NO_HEAD}`);
    else if (reason === '') refuse('理由', '须写明理由');
    else seen.set(type, { type, head: head?.code ?? null, reason });
  }
  const before = new Map(known.types.map((one) => [one.type, one]));
  const made: HeadsFile = {
    ...known,
    types: profile.issueTypes.flatMap(({ code }) => seen.get(code) ?? before.get(code) ?? []),
  };
  checkHeads(made, profile);
  return { made, taken: seen.size, refused };
}
