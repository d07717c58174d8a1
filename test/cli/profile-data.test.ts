import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main-cli.ts';
import { DATA } from '../support/shipped-profile.ts';
import { recordingIo } from './support.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jiesu-profile-'));
  cpSync(join(DATA, 'profile/xicheng'), join(dir, 'profile'), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const { io, out, err } = recordingIo('', { JIESU_PROFILE: join(dir, 'profile') });
  const code = await main(argv, io);
  return { code, out: out(), err: err() };
}
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const kept = (name: string): string => readFileSync(join(dir, 'profile', name), 'utf8');

describe('jiesu population', () => {
  it('imports a table, shows what is known, and says where nothing is', async () => {
    const table = file('a.csv', '街道,常住人口,年份,来源\n德胜,100000,2020,街道公报\n');
    expect(await run('population', 'import', table)).toMatchObject({ code: 0 });
    const shown = await run('population', 'show');
    expect(shown.out).toContain('全区：1106214 人，2020 年');
    expect(shown.out).toContain('德胜：100000 人，2020 年，街道公报');
    expect(shown.out).toContain('天桥：无人口数');
    expect((await run('population', 'import', table)).out).toBe('没有变化\n');
  });

  it('writes nothing where a row is refused, and names row, column and reason', async () => {
    const before = kept('population.json');
    const table = file('b.csv', '街道,常住人口,年份,来源\n德胜,100000,2020,公报\n东单,1,2020,公报\n');
    const { code, err } = await run('population', 'import', table);
    expect(code).toBe(1);
    expect(err).toContain('第 3 行，街道：没有街道“东单”');
    expect(kept('population.json')).toBe(before);
  });

  it('takes a whole file of the profile, and refuses one that is wrong', async () => {
    const value = JSON.parse(kept('population.json')) as { district: object };
    value.district = { residents: 5, year: null, source: null };
    const bad = await run('population', 'import', file('c.json', JSON.stringify(value)));
    expect(bad.code).toBe(1);
    expect(bad.err).toContain('人口、年份、来源须都写');
    value.district = { residents: 1_000_000, year: 2025, source: '统计年鉴' };
    expect((await run('population', 'import', file('d.json', JSON.stringify(value)))).code).toBe(0);
    expect((await run('population', 'show')).out).toContain('全区：1000000 人，2025 年，统计年鉴');
    expect((await run('population', 'import', join(dir, 'none.csv'))).err).toContain('无法读取');
    expect((await run('population', 'drop')).code).toBe(2);
  });
});

describe('jiesu heads', () => {
  it('imports a table of types, and lists those under no head', async () => {
    expect((await run('heads', 'missing')).out.trim().split('\n')).toHaveLength(3);
    const table = file('h.csv', '分类编码,归入,理由\n1603,便利性,试试\n');
    expect((await run('heads', 'import', table)).code).toBe(0);
    const { out } = await run('heads', 'missing');
    expect(out).toContain('1602 信访事项与历史遗留：');
    expect(out).not.toContain('1603');
  });

  it('writes nothing where a row or a file is refused', async () => {
    const before = kept('heads.json');
    const { code, err } = await run('heads', 'import', file('h.csv', '分类编码,归入,理由\n9999,便利性,x\n'));
    expect([code, err]).toEqual([1, expect.stringContaining('第 2 行，分类编码：没有分类“9999”')]);
    const json = JSON.parse(before) as { heads: { weight: number }[] };
    json.heads[0]!.weight = -1;
    expect((await run('heads', 'import', file('h.json', JSON.stringify(json)))).err).toContain(
      'heads.0.weight',
    );
    expect(kept('heads.json')).toBe(before);
  });
});
