import { describe, expect, it } from 'vitest';
import { createRestHints } from '../../src/app/care/rest-hints.ts';
import { abuseHints } from '../../src/triage/abuse.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { closeAfterTest } from '../support/closing.ts';
import { shippedProfile } from '../support/shipped-profile.ts';
import { signIn } from '../support/knowledge-http.ts';
import { wholeSite } from '../support/whole-site.ts';
import { auditRows } from '../support/audit-rows.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.parse('2026-04-14T10:00:00+08:00');
const SYSTEM = { id: 'k', name: '平台', role: 'system', unit: null } as const;
const TEXT = '西单的鞋开胶，商家不给退，再不管弄死你';

async function site() {
  const made = await wholeSite(closeAfterTest);
  const take = async (text: string, phone = '13700001111') => {
    const [one] = await made.services.intake.accept(SYSTEM, [
      { channel: 'phone', receivedAt: '2026-04-14T09:30:00+08:00', text, caller: { phone } },
    ]);
    if (one === undefined || one.status === 'refused') throw new Error('refused');
    return one;
  };
  const as = (role: Parameters<typeof signIn>[2], unit: string | null = null) =>
    signIn(made, made.app, role, unit);
  return { ...made, take, as };
}

describe('abuse of staff', () => {
  const { care } = shippedProfile();
  if (care === undefined) throw new Error('no rules');

  it('is hinted at by words of the caller alone, with their places', () => {
    const text = '坐席：请不要说弄死你这样的话\n市民：我就说弄死你怎么了';
    const [hint, ...more] = abuseHints(care, text);
    expect(more).toEqual([]);
    expect(hint?.kind).toBe('threat');
    expect(hint?.spans.map(({ start, end }) => text.slice(start, end))).toEqual(['弄死你']);
    expect(hint?.spans[0]?.start).toBeGreaterThan(text.indexOf('\n'));
    expect(abuseHints(care, '第三次打了，气死了，你们到底管不管！')).toEqual([]);
  });

  it('is flagged by a person with a reason and an end, never by itself, and changes nothing of the matter', async () => {
    const s = await site();
    const calls = await s.as('callback');
    const leader = await s.as('leader');
    const before = await s.take(TEXT);
    const path = `/api/v1/orders/${before.id}/abuse`;
    expect(await (await calls.get(path)).json()).toMatchObject({ flags: [], mayFlag: true });
    expect((await calls.post(path, { kind: 'threat' })).status).toBe(400);
    expect((await leader.post(path, { kind: 'threat', reason: '威胁' })).status).toBe(403);
    const made = await calls.post(path, { kind: 'threat', reason: '说要弄死接线员，电话13700001111' });
    expect(made.status).toBe(201);
    const flag = (await made.json()) as { id: string; expiresAt: string; reason: string };
    expect(flag.reason).not.toContain('13700001111');
    expect(Date.parse(flag.expiresAt) - NOW).toBe(90 * DAY);
    // The same caller again, with another matter: seen there too, and taken as anybody's.
    const next = await s.take('西单的鞋开胶，商家不给退');
    const other = await s.take('西单的鞋开胶，商家不给退', '13800002222');
    expect(next.state).toBe(other.state);
    expect(next.triage.decision.action).toBe(other.triage.decision.action);
    expect(next.triage.urgency).toBe(other.triage.urgency);
    const seen = (await (await calls.get(`/api/v1/orders/${next.id}/abuse`)).json()) as {
      flags: { id: string }[];
    };
    expect(seen.flags.map(({ id }) => id)).toEqual([flag.id]);
    expect(await (await calls.get(`/api/v1/orders/${other.id}/abuse`)).json()).toMatchObject({ flags: [] });
    const audit = await auditRows(s.store);
    expect(audit.filter(({ action }) => action === 'abuse.flag').map(({ subject }) => subject)).toEqual([
      before.id,
    ]);
  });

  it('is seen by call staff alone, on pages as well', async () => {
    const s = await site();
    const calls = await s.as('callback');
    const { id, state } = await s.take(TEXT);
    if (state === 'received')
      await s.services.handling.dispatch({ id: 'd', name: '派', role: 'dispatcher', unit: null }, id);
    await calls.post(`/api/v1/orders/${id}/abuse`, { kind: 'insult', reason: '骂人' });
    expect(await calls.page(`/orders/${id}`)).toContain('滥用来电');
    for (const [role, unit] of [
      ['handler', 'SCS-XCAJ'],
      ['unitLeader', 'SCS-XCAJ'],
      ['analyst', null],
    ] as const) {
      const person = await s.as(role, unit);
      expect([role, (await person.get(`/api/v1/orders/${id}/abuse`)).status]).toEqual([role, 403]);
      expect(await person.page(`/orders/${id}`)).not.toContain('滥用来电');
    }
  });

  it('is looked at by a second person, once, and ends by itself', async () => {
    const s = await site();
    const calls = await s.as('callback');
    const leader = await s.as('leader');
    const { id } = await s.take(TEXT);
    const path = `/api/v1/orders/${id}/abuse`;
    const first = (await (await calls.post(path, { kind: 'insult', reason: '骂人' })).json()) as {
      id: string;
    };
    const second = (await (await calls.post(path, { kind: 'threat', reason: '威胁' })).json()) as {
      id: string;
    };
    expect((await calls.get('/api/v1/abuse')).status).toBe(403);
    const rows = (
      (await (await leader.get('/api/v1/abuse')).json()) as { rows: { id: string; mayReview: boolean }[] }
    ).rows;
    expect(rows.map((one) => [one.id, one.mayReview])).toEqual([
      [first.id, true],
      [second.id, true],
    ]);
    expect((await leader.post(`/api/v1/abuse/${first.id}/review`, { verdict: 'lifted' })).status).toBe(400);
    expect(
      (await leader.post(`/api/v1/abuse/${first.id}/review`, { verdict: 'lifted', note: '说的是商家' }))
        .status,
    ).toBe(204);
    expect((await leader.post(`/api/v1/abuse/${first.id}/review`, { verdict: 'upheld' })).status).toBe(409);
    expect((await leader.post(`/api/v1/abuse/${second.id}/review`, { verdict: 'upheld' })).status).toBe(204);
    const flags = async () =>
      ((await (await calls.get(path)).json()) as { flags: { id: string }[] }).flags.map((one) => one.id);
    expect(await flags()).toEqual([second.id]);
    s.clock.set(NOW + 91 * DAY);
    const again = await s.services.abuse?.beside({ id: 'x', name: 'x', role: 'callback', unit: null }, id);
    expect(again?.flags).toEqual([]);
  });

  it('leads to a break for whoever heard it: theirs alone to see', async () => {
    const s = await site();
    const calls = await s.as('callback');
    const other = await s.as('dispatcher');
    const { id } = await s.take(TEXT);
    expect(await calls.page('/')).not.toContain('休息 10 分钟');
    await calls.form(`/orders/${id}/abuse`, [
      ['kind', 'threat'],
      ['reason', '威胁'],
    ]);
    expect(await calls.page('/')).toContain('休息 10 分钟');
    for (const path of ['/', '/abuse', `/orders/${id}`])
      expect(await other.page(path)).not.toContain('休息 10 分钟');
    expect((await calls.form('/rest', [['back', '/']])).status).toBe(303);
    expect(await calls.page('/')).not.toContain('休息 10 分钟');
    const audit = await auditRows(s.store);
    expect(audit.filter(({ action, detail }) => /rest|休息/.test(action + detail))).toEqual([]);
    expect(JSON.stringify(s.log)).not.toContain('休息');
  });
});

describe('a hint to rest', () => {
  const rest = { afterAbuse: true, minutes: 120, acts: 3, breakMinutes: 10 };
  const made = () => {
    const clock = fixedClock(NOW);
    const care = { version: '1', abuse: { days: 90, words: {} }, rest };
    return { clock, hints: createRestHints({ clock, profile: { care } }) };
  };

  it('comes after long work without a break, and not where there was one', () => {
    const { clock, hints } = made();
    for (let i = 0; i <= 24; i++, clock.set(clock.now() + 5 * MINUTE)) hints.saw('a', 'page');
    expect(hints.hintFor('a')?.why).toBe('minutes');
    expect(hints.hintFor('b')).toBeNull();
    clock.set(clock.now() + 10 * MINUTE);
    hints.saw('a', 'page');
    expect(hints.hintFor('a')).toBeNull();
  });

  it('comes after so many acts in one go, and begins anew once it was taken note of', () => {
    const { hints } = made();
    for (let i = 0; i < 3; i++) hints.saw('a', 'act');
    expect(hints.hintFor('a')?.why).toBe('acts');
    hints.done('a');
    expect(hints.hintFor('a')).toBeNull();
  });

  it('is none where the profile says nothing', () => {
    const hints = createRestHints({ clock: fixedClock(NOW), profile: {} });
    hints.hurt('a');
    expect(hints.hintFor('a')).toBeNull();
  });
});
