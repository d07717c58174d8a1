import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { refused } from '../../support/client.ts';
import { caseSite } from '../../support/case-site.ts';

type Rows = Record<string, string>[];

async function site() {
  const s = await caseSite();
  for (const text of ['商场退鞋，第一双', '商场退鞋，第二双', '施工噪声']) await s.d.receive(text);
  const dispatcher = await s.as('dispatcher');
  const rowsOf = async (answer: Response): Promise<Rows> =>
    parse(Buffer.from(await answer.arrayBuffer()), { bom: true, columns: true }) as Rows;
  return { ...s, dispatcher, rowsOf };
}

describe('/api/v1/orders/export', () => {
  it('gives the orders of the list, as a file to be saved', async () => {
    const { dispatcher, rowsOf } = await site();
    const answer = await dispatcher.get('/api/v1/orders/export?format=csv&q=商场');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; .*X\d{8}-[0-9A-F]{8}\.csv$/);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const rows = await rowsOf(answer);
    const { rows: listed, total } = (await (await dispatcher.get('/api/v1/orders?q=商场')).json()) as {
      rows: { number: string }[];
      total: number;
    };
    expect(rows.map((row) => row['工单编号'])).toEqual(listed.map(({ number }) => number));
    expect(answer.headers.get('x-jiesu-rows')).toBe(String(total));
  });

  it('refuses what it does not know by name, and whoever is not signed in', async () => {
    const { dispatcher, app } = await site();
    expect(await refused(await dispatcher.get('/api/v1/orders/export?format=pdf'))).toEqual([
      400,
      'bad_field',
    ]);
    expect(await refused(await dispatcher.get('/api/v1/orders/export'))).toEqual([400, 'bad_field']);
    expect(await refused(await dispatcher.get('/api/v1/orders/export?format=csv&page=2'))).toEqual([
      400,
      'unknown_field',
    ]);
    expect(await refused(await dispatcher.get('/api/v1/orders/export?format=csv&columns=x'))).toEqual([
      400,
      'bad_field',
    ]);
    expect(await refused(await app.request('/api/v1/orders/export?format=csv'))).toEqual([
      401,
      'unauthenticated',
    ]);
  });

  it('gives a unit its own orders and no others', async () => {
    const { as, rowsOf } = await site();
    const elsewhere = await as('handler', 'SCS-DS');
    expect(await rowsOf(await elsewhere.get('/api/v1/orders/export?format=csv'))).toEqual([]);
  });
});

describe('/export', () => {
  it('tells how many there are and gives the same number, with the columns that are ticked', async () => {
    const { dispatcher, rowsOf } = await site();
    const page = await (await dispatcher.get('/export?tab=all&q=商场&caller=')).text();
    expect(page).toContain('导出 2 件');
    expect(page).toContain('合计');
    const file = await dispatcher.get(
      '/export/file?tab=all&q=商场&format=csv&encoding=&layout=&column=number&column=text',
    );
    const rows = await rowsOf(file);
    expect(rows).toHaveLength(2);
    expect(Object.keys(rows[0] ?? {})).toEqual(['工单编号', '诉求内容', '导出标记']);
    expect(rows[0]?.['导出标记']).toMatch(/^X\d{8}-/);
  });
});
