import { describe, expect, it } from 'vitest';
import { createApp } from '../../../src/http/app.tsx';
import { desk, NOW } from '../../support/desk.ts';
import { refused } from '../../support/client.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { smallProfile } from '../../support/small-profile.ts';

const UNIT = 'SCS-XCAJ';
const WEEK = 'from=2026-04-13&to=2026-04-19';
const night = (more: object = {}) => ({
  unit: UNIT,
  day: '2026-04-13',
  period: '18:00-12:00',
  person: 'handler-scs-xcaj',
  ...more,
});

async function site() {
  const d = await desk();
  const app = createApp({ services: d.services, profile: smallProfile, clock: { now: () => NOW } });
  return {
    d,
    app,
    centre: await signIn(d, app, 'dispatcher'),
    station: await signIn(d, app, 'handler', UNIT),
    chief: await signIn(d, app, 'unitLeader', UNIT),
    elsewhere: await signIn(d, app, 'handler', 'SCS-DS'),
    analyst: await signIn(d, app, 'analyst'),
  };
}

describe('the rota as an interface', () => {
  it('is set, read and taken back', async () => {
    const { station, centre } = await site();
    expect(
      (await station.post('/api/v1/rota/duties', night({ substitute: 'unitleader-scs-xcaj' }))).status,
    ).toBe(204);
    const absence = {
      unit: UNIT,
      person: 'handler-scs-xcaj',
      from: '2026-04-14',
      to: '2026-04-15',
      note: '培训',
    };
    expect((await centre.post('/api/v1/rota/absences', absence)).status).toBe(204);
    const read = (await (await centre.get(`/api/v1/rota?${WEEK}&unit=${UNIT}`)).json()) as {
      duties: { id: string }[];
      absences: { id: string }[];
    };
    expect(read).toMatchObject({
      duties: [
        {
          day: '2026-04-13',
          period: '18:00-12:00',
          from: '2026-04-13T18:00:00+08:00',
          to: '2026-04-14T12:00:00+08:00',
          person: { name: 'handler-scs-xcaj' },
          substitute: { name: 'unitleader-scs-xcaj' },
        },
      ],
      absences: [{ from: '2026-04-14', to: '2026-04-15', note: '培训', substitute: null }],
    });
    expect(await (await station.get(`/api/v1/units/${UNIT}/on-duty`)).json()).toMatchObject([
      { name: 'unitleader-scs-xcaj', inPlaceOf: 'handler-scs-xcaj' },
    ]);
    expect(await (await station.get(`/api/v1/units/${UNIT}/people`)).json()).toMatchObject([
      { username: 'handler-scs-xcaj', away: { until: '2026-04-15' }, open: 0 },
      { username: 'unitleader-scs-xcaj', away: null, onDuty: true },
    ]);
    expect((await station.send('DELETE', `/api/v1/rota/duties/${read.duties[0]?.id}`)).status).toBe(204);
    expect((await station.send('DELETE', `/api/v1/rota/absences/${read.absences[0]?.id}`)).status).toBe(204);
    expect(await (await centre.get(`/api/v1/rota?${WEEK}`)).json()).toEqual({ duties: [], absences: [] });
  });

  it('is imported, with the lines that were not taken', async () => {
    const { centre } = await site();
    const csv = `单位,日期,时段,值班人\n${UNIT},2026-04-14,09:00-18:00,handler-scs-xcaj\n${UNIT},2026-04-14,夜,x\n`;
    expect(await (await centre.post('/api/v1/rota/import', { csv })).json()).toMatchObject({
      added: 1,
      refused: [{ line: 3 }],
    });
  });

  it.each([
    [{ day: '14.4.2026' }, 'bad_field'],
    [{ period: 'abends' }, 'bad_field'],
    [{ person: 'niemand' }, 'bad_field'],
    [{ days: 63 }, 'bad_field'],
    [{ who: 'x' }, 'unknown_field'],
    [{ unit: undefined }, 'missing_field'],
  ])('refuses %j', async (more, code) => {
    const { centre } = await site();
    expect(await refused(centre.post('/api/v1/rota/duties', night(more)))).toEqual([400, code]);
  });

  it('is closed to other units, other roles, keys and who is not signed in', async () => {
    const { d, app, station, elsewhere, analyst } = await site();
    await station.post('/api/v1/rota/duties', night());
    const { key } = await d.services.accounts.addKey('别的系统');
    const byKey = (path: string) => app.request(path, { headers: { authorization: `Bearer ${key}` } });
    const refusals = [
      elsewhere.post('/api/v1/rota/duties', night()),
      elsewhere.get(`/api/v1/rota?${WEEK}&unit=${UNIT}`),
      elsewhere.get(`/api/v1/units/${UNIT}/people`),
      elsewhere.get(`/api/v1/units/${UNIT}/on-duty`),
      analyst.get(`/api/v1/rota?${WEEK}`),
      byKey(`/api/v1/rota?${WEEK}`),
      byKey(`/api/v1/units/${UNIT}/people`),
    ];
    for (const answer of refusals) expect(await refused(answer)).toEqual([403, 'forbidden']);
    expect(await refused(app.request(`/api/v1/rota?${WEEK}`))).toEqual([401, 'unauthenticated']);
    const other = await elsewhere.get(`/api/v1/rota?${WEEK}`);
    expect(await other.json()).toEqual({ duties: [], absences: [] });
    expect(
      await refused(station.send('POST', '/api/v1/rota/duties', night(), { 'x-csrf-token': 'x' })),
    ).toEqual([403, 'forbidden']);
  });
});

describe('the page of the rota', () => {
  it('works by forms alone: duty, absence, import, taking off', async () => {
    const { station } = await site();
    const back: readonly [string, string] = ['back', '/rota?week=2026-04-13'];
    const duty = await station.form('/rota/duties', [
      ['unit', UNIT],
      ['day', '2026-04-13'],
      ['period', '18:00-12:00'],
      ['person', 'handler-scs-xcaj'],
      ['substitute', ''],
      ['days', '2'],
      back,
    ]);
    expect([duty.status, duty.headers.get('location')]).toEqual([303, '/rota?week=2026-04-13&done=duty']);
    await station.form('/rota/absences', [
      ['unit', UNIT],
      ['person', 'unitleader-scs-xcaj'],
      ['from', '2026-04-14'],
      ['to', '2026-04-14'],
      back,
    ]);
    const page = await station.page('/rota?week=2026-04-13&done=duty');
    expect(page).toContain('班次已排。');
    expect(page).toContain('此刻值班：handler-scs-xcaj 18:00-12:00');
    expect(page).toContain('不在岗，到 2026-04-14；没有替班人');
    expect(page.match(/去掉 2026-04-1[34] 18:00-12:00/g)).toHaveLength(2);
    const csv = `日期,时段,值班人\n2026-04-15,09:00-18:00,handler-scs-xcaj\n2026-04-16,?,handler-scs-xcaj\n`;
    const imported = await (await station.form('/rota/import', [['csv', csv], back])).text();
    expect(imported).toContain('新排 1 班，改动 0 班，原来就有 0 班，没有收 1 行。');
    expect(imported).toContain('第 3 行：须为时段');
    const action = /action="(\/rota\/duties\/[^"]+\/remove)"/.exec(page)?.[1] ?? '';
    expect((await station.form(action, [back])).status).toBe(303);
    expect((await station.page('/rota?week=2026-04-13')).match(/去掉 2026-04-1[34] 18:00/g)).toHaveLength(1);
  });

  it('keeps what was typed where it is refused, and leads nowhere else', async () => {
    const { station } = await site();
    const refusedForm = await station.form('/rota/duties', [
      ['unit', UNIT],
      ['day', '2026-04-13'],
      ['period', '<晚上>'],
      ['person', 'handler-scs-xcaj'],
      ['back', 'https://example.org/'],
    ]);
    expect(refusedForm.status).toBe(400);
    const page = await refusedForm.text();
    expect(page).toContain('role="alert"');
    expect(page).toContain('value="&lt;晚上&gt;"');
    const away = await station.form('/rota/duties', [
      ['unit', UNIT],
      ['day', '2026-04-13'],
      ['period', '09:00-18:00'],
      ['person', 'handler-scs-xcaj'],
      ['back', 'https://example.org/'],
    ]);
    expect(away.headers.get('location')).toBe('/rota?done=duty');
  });

  it('shows the centre all units or one, a unit its own, others nothing', async () => {
    const { station, centre, analyst, elsewhere } = await site();
    await station.post('/api/v1/rota/duties', night());
    const all = await centre.page('/rota?week=2026-04-13');
    expect(all).toContain('此刻值班：西长安街市场监管所 handler-scs-xcaj 18:00-12:00');
    expect(all).not.toContain('登记不在岗</summary>');
    expect(await centre.page(`/rota?unit=${UNIT}&week=2026-04-13`)).toContain(
      '值班与人手：西长安街市场监管所',
    );
    const own = await elsewhere.page(`/rota?unit=${UNIT}&week=2026-04-13`);
    expect(own).toContain('值班与人手：德胜市场监管所');
    expect(own).not.toContain('handler-scs-xcaj');
    expect((await analyst.get('/rota')).status).toBe(403);
    expect(await analyst.page('/')).not.toContain('href="/rota"');
    expect(await centre.page('/catalogue')).toContain('href="/rota"');
    expect((await centre.get('/rota?week=nonsense')).status).toBe(200);
  });
});
