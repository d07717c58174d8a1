import { describe, expect, it } from 'vitest';
import { refused } from '../../support/client.ts';
import { caseSite } from '../../support/case-site.ts';

const CSV = '编号,来电时间,正文,手机\nI1,2026-04-14 09:30,商场退鞋,13800001234\nI2,昨天,商场退鞋,\n';

async function site() {
  const s = await caseSite();
  const dispatcher = await s.as('dispatcher');
  const send = (path: string, fields: readonly (readonly [string, string | File])[], who = dispatcher) => {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    const headers = { cookie: who.cookie, ...(path.startsWith('/api') ? { 'x-csrf-token': who.csrf } : {}) };
    return s.app.request(path, { method: 'POST', headers, body });
  };
  const file = (text = CSV, name = '工单 表.csv') => new File([text], name);
  /** The import when it is over. */
  const ended = async (id: string) => {
    for (;;) {
      const job = (await (await dispatcher.get(`/api/v1/imports/${id}`)).json()) as {
        state: string;
        report?: object;
      };
      if (job.state !== 'running') return job;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { ...s, dispatcher, send, file, ended };
}

describe('/api/v1/imports', () => {
  it('takes a file with a map that was saved, tells what came of it and gives the refused rows back', async () => {
    const { dispatcher, send, file, ended, app } = await site();
    const put = await app.request('/api/v1/import-maps/%E5%8C%BA%E5%B9%B3%E5%8F%B0', {
      method: 'PUT',
      headers: {
        cookie: dispatcher.cookie,
        'x-csrf-token': dispatcher.csrf,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ 正文: 'text' }),
    });
    expect(put.status).toBe(204);
    const answer = await send('/api/v1/imports', [
      ['map', '区平台'],
      ['file', file()],
    ]);
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    expect(await ended(id)).toMatchObject({
      state: 'done',
      report: {
        accepted: 1,
        refusedCount: 1,
        refused: [{ row: 3, column: '来电时间（B3）' }],
      },
    });
    const rows = await dispatcher.get(`/api/v1/imports/${id}/refused`);
    expect(await rows.text()).toContain('"I2","昨天","商场退鞋","","3","来电时间（B3）"');
    expect(rows.headers.get('content-disposition')).toMatch(/^attachment/);
    const maps = (await (await dispatcher.get('/api/v1/import-maps')).json()) as { maps: { name: string }[] };
    expect(maps.maps).toMatchObject([{ name: '区平台', columns: { 正文: 'text' } }]);
  });

  it('refuses what is no table, a map there is not, and whoever may not', async () => {
    const { send, file, as, dispatcher } = await site();
    expect(await refused(await send('/api/v1/imports', [['file', file('x', 'a.pdf')]]))).toEqual([
      400,
      'bad_upload',
    ]);
    expect(
      await refused(
        await send('/api/v1/imports', [
          ['map', '没有'],
          ['file', file()],
        ]),
      ),
    ).toEqual([404, 'not_found']);
    expect(
      await refused(
        await send('/api/v1/imports', [
          ['map', '{"正文":"x"}'],
          ['file', file()],
        ]),
      ),
    ).toEqual([400, 'bad_field']);
    expect(await refused(await send('/api/v1/imports', []))).toEqual([400, 'bad_field']);
    const handler = await as('handler', 'SCS-XCAJ');
    expect(await refused(await send('/api/v1/imports', [['file', file()]], handler))).toEqual([
      403,
      'forbidden',
    ]);
    // Somebody else's file is as good as absent.
    const { id } = (await (
      await send('/api/v1/imports', [
        ['map', '{"正文":"text"}'],
        ['file', file()],
      ])
    ).json()) as { id: string };
    const other = await as('admin');
    expect(await refused(await other.get(`/api/v1/imports/${id}`))).toEqual([404, 'not_found']);
    expect(await refused(await dispatcher.get('/api/v1/imports/none'))).toEqual([404, 'not_found']);
  });
});

describe('/import', () => {
  it('shows the first rows, takes a corrected map, keeps it, and stores the rest', async () => {
    const { dispatcher, send, file, ended } = await site();
    const sent = await send('/import', [
      ['_csrf', dispatcher.csrf],
      ['file', file()],
    ]);
    expect(sent.status).toBe(303);
    const path = sent.headers.get('location') ?? '';
    const preview = await (await dispatcher.get(path)).text();
    expect(preview).toContain('13800001234');
    const chosen = { c0: 'externalId', c1: 'receivedAt', c2: '', c3: 'caller.phone' };
    const press = (more: Record<string, string>) =>
      dispatcher.form(path, Object.entries({ ...chosen, ...more }));
    const lacking = await press({ do: 'start' });
    expect(await lacking.text()).toContain('没有指定哪一列是诉求内容');
    const twice = await press({ c2: 'receivedAt', do: 'start' });
    expect(await twice.text()).toContain('有两列都选了');
    const saved = await press({ c2: 'text', name: '区 平台', do: 'save' });
    expect(await saved.text()).toContain('已存列映射“区 平台”');
    const started = await press({ c2: 'text', do: 'start' });
    expect(started.status).toBe(303);
    expect(await ended(path.split('/').at(-1) ?? '')).toMatchObject({ state: 'done' });
    const result = await (await dispatcher.get(path)).text();
    expect(result).toContain('新收 1 件，重复 0 件，拒收 1 行');
    expect(await (await dispatcher.get(`${path}/refused`)).text()).toContain('拒收原因');
  });

  it('says what a file is where it cannot be read, and takes none without the token of the page', async () => {
    const { dispatcher, send, file } = await site();
    const answer = await send('/import', [
      ['_csrf', dispatcher.csrf],
      ['file', file('PK', 'a.xlsx')],
    ]);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('扩展名是 xlsx，内容不是');
    expect(
      (
        await send('/import', [
          ['_csrf', 'wrong'],
          ['file', file()],
        ])
      ).status,
    ).toBe(403);
    expect((await send('/import', [['file', file()]])).status).toBe(403);
  });
});
